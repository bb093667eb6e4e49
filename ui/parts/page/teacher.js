// The teacher's word of a class room: it opens the controls of the Live tab, whichever tab is opened with it.

import { tabStore } from "./store.js";

// It is kept, and taken out of an address that a class may see.
export const teachersWord = () => {
  const asked = new URLSearchParams(location.search), said = asked.get("teacher");
  if (!said) return tabStore.get("teacher");
  tabStore.set("teacher", said);
  asked.delete("teacher");
  history.replaceState(null, "", `?${asked}`.replaceAll("%2C", ","));
  return said;
};
