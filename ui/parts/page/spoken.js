// The language that the page speaks: its words are in it, its numbers, and what it tells of itself to a screen reader.

let spoken = "en";

const tell = () => {
  const page = document.documentElement;
  if (page.lang !== spoken) page.lang = spoken;
};

// Gradio writes the browser's own language into the page, also one that no panel speaks: English would be read aloud
// with German sounds, and no browser offers to translate what says that it is German already.
export const speakIn = language => {
  spoken = language;
  tell();
};
if (globalThis.document) new MutationObserver(tell).observe(document.documentElement, { attributeFilter: ["lang"] });

// A number as the page's own language writes it.  options: as Intl.NumberFormat takes them.
export const number = (value, options) => value?.toLocaleString(spoken, options);
