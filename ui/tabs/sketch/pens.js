// The coloured pens: a dab tells the painter what colour an area has.

import { make } from "../../parts/page/shared.js";

// Name -> colour: those of which OpenMoji is made, so that the painter has seen them.
const PENS = {
  red: "#ea5a47", orange: "#e27022", yellow: "#fcea2b", green: "#5c9e31", blue: "#61b2e4", purple: "#b399c8", brown: "#a57939",
  white: "#ffffff",
};

// take(colour): this pen is in the hand.
export const createPens = ({ say }, root, take) => {
  const own = make("input", { type: "color", value: "#ffa7c0" }), around = make("label", { className: "own" }, own);
  own.oninput = own.onclick = () => take(own.value);
  return {
    speak: () => {
      own.title = own.ariaLabel = say("pen_own");
      root.replaceChildren(make("span", {}, say("pens")), ...Object.entries(PENS).map(([name, colour]) => {
        const title = say(`pen_${name}`), button = make("button", { type: "button", value: colour, title, ariaLabel: title });
        button.style.setProperty("--pen", colour);
        button.onclick = () => take(colour);
        return button;
      }), around, make("small", {}, say("pens_why")));
    },
    mark: colour => {
      for (const button of root.querySelectorAll("button")) button.ariaPressed = button.value === colour;
      around.classList.toggle("held", colour !== null && !Object.values(PENS).includes(colour));
    },
  };
};
