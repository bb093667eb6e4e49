// Who this page is to the server, and where live runs are served.

import { tabStore } from "../../parts/page/store.js";
import { teachersWord } from "../../parts/page/teacher.js";

export const ROOT = "gradio_api/live"; // beside the page, also where it is served under a prefix
export const TEACHER = teachersWord();

// This tab's secret: it survives a reload, not the tab.
const createOwner = () => {
  const secret = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
  tabStore.set("live-owner", secret);
  return secret;
};
export const OWNER = tabStore.get("live-owner") ?? createOwner();
