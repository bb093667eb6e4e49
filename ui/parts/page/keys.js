// What keys ask for, on a keyboard of any language.

// The Latin letter of a key, in lower case. Where a layout writes another script (Korean, Russian, Greek, Hebrew) it is
// the letter of the key's place; by the place alone Ctrl+Z would be Ctrl+Y on a German keyboard.
export const latinLetter = ({ key, code }) => {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  // "Process", too, which is a key of a word that is being put together
  const foreign = /^[\p{L}\p{M}]+$/u.test(key) && !/^\p{Script=Latin}$/u.test(key);
  return (foreign && /^Key([A-Z])$/.exec(code)?.[1].toLowerCase()) || null;
};

// "undo" or "redo", as a key asks for; otherwise null.
export const wayBack = event => {
  if (event.key === "Backspace") return "undo";
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null; // AltGr is Ctrl and Alt, and writes
  const letter = latinLetter(event);
  if (letter === "z") return event.shiftKey ? "redo" : "undo";
  return letter === "y" ? "redo" : null;
};
