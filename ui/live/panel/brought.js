// Files on their way in: a folder that was dropped is walked, and a large picture is made small before it is sent.

const SIDE = 128; // pixels of the shorter side: twice what is learned at most, for the server's own, better filter
const SMALL = 100_000; // bytes: a file that has no more is sent as it is
const MOST_FILES = 50_000; // the server takes no more

// The files of a drop, those in its folders included. The entries must be asked for before the event has passed.
export const dropped = async transfer => {
  const entries = [...transfer.items ?? []].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some(entry => entry.isDirectory)) return [...transfer.files];
  const files = [];
  for (const waiting = entries; waiting.length && files.length < MOST_FILES;) {
    const entry = waiting.shift();
    try {
      if (entry.isDirectory) waiting.push(...await inside(entry));
      else files.push(await new Promise((found, failed) => entry.file(found, failed)));
    } catch { /* it may not be read; the others may */ }
  }
  return files;
};

// A reader gives a hundred at a time, and none when it is at the end.
const inside = async folder => {
  const reader = folder.createReader(), all = [];
  for (;;) {
    const some = await new Promise((found, failed) => reader.readEntries(found, failed));
    if (!some.length) return all;
    all.push(...some);
  }
};

// The same files, each large picture in few pixels; tell(share) says how far it is. What this browser cannot open goes
// as it is, and the server says what it makes of it.
export const shrunk = async (files, tell) => {
  const small = [];
  for (const file of files) {
    tell(small.length / files.length);
    const large = file.size > SMALL && !file.name.toLowerCase().endsWith(".zip");
    small.push(large ? await shrink(file).catch(() => file) : file);
  }
  return small;
};

const shrink = async file => {
  const picture = await createImageBitmap(file);
  const scale = SIDE / Math.min(picture.width, picture.height);
  if (scale >= 1) { picture.close(); return file; }
  const [width, height] = [picture.width, picture.height].map(side => Math.max(1, Math.round(side * scale)));
  const resized = await createImageBitmap(picture, { resizeWidth: width, resizeHeight: height, resizeQuality: "high" });
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").drawImage(resized, 0, 0);
  picture.close();
  resized.close();
  const type = file.type === "image/jpeg" ? "image/jpeg" : "image/png"; // only PNG keeps what is transparent
  return new File([await canvas.convertToBlob({ type, quality: 0.95 })], file.name, { type });
};
