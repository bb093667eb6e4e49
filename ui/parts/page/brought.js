// A picture's file that a person brings, as it is sent.

import { shrink } from "./shrink.js";

const LARGEST = 8_000_000, LARGE = 1_000_000; // bytes
const SIDE = 1024; // pixels of the shorter side to which a large picture is made small before it is sent

// A picture's file as a data URL; throws the key of a sentence. What this browser cannot open goes as it is.
export const readPicture = async file => {
  const sent = file.size > LARGE ? await shrink(file, SIDE).catch(() => file) : file;
  if (sent.size > LARGEST) throw "picture_large";
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject("picture_unread");
    reader.readAsDataURL(sent);
  });
};
