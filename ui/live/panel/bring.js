// One's own pictures: chosen or dropped, sent once, shown as they will be learned; what was left out is named.

import { make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { dropped, shrunk } from "./brought.js";
import { OWNER, ROOT } from "./session.js";

const PICTURES = ".zip,.png,.jpg,.jpeg,.webp,.gif,.bmp,.avif";
export const dataTitle = ({ say, knows, props }, name) => (
  name === "own" ? say("own_title") : knows(`title_${name}`) ? say(`title_${name}`) : props.offers.data[name].title);

// Sends files to one of the upload routes; tell(words) says how far it is. XMLHttpRequest, because fetch does not tell.
export const sendUp = ({ props, say, language }, route, files, options, tell) => new Promise(resolve => {
  const { megabytes } = props.offers.own;
  const body = new Blob([JSON.stringify({ files: files.map(file => [file.name, file.size]) }), "\n", ...files]);
  if (body.size > megabytes * 2 ** 20) { resolve({ error: say("own_bytes", { limit: megabytes }) }); return; }
  const request = new XMLHttpRequest();
  request.open("POST", `${ROOT}/upload/${route}?${new URLSearchParams({ owner: OWNER, language: language(), ...options })}`);
  request.responseType = "json";
  tell(say("own_sending", { percent: 0 }));
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    tell(loaded < total ? say("own_sending", { percent: Math.floor(100 * loaded / total) }) : say("own_reading"));
  });
  for (const end of ["load", "error", "abort", "timeout"]) {
    request.addEventListener(end, () => resolve(request.response ?? { error: say("own_lost") }));
  }
  request.send(body);
});

const INSIDE = `
  <div class="drop">
    <p><button type="button" class="choose"></button> <span class="or"></span></p>
    <input type="file" multiple hidden>
    <p class="hint"></p>
  </div>
  <div class="form">
    <div class="segments sizes" role="radiogroup"></div>
    <div class="segments tones" role="radiogroup"></div>
  </div>
  <div class="brought">
    <img hidden alt="">
    <div><p role="status"></p><details hidden><summary></summary><ul></ul></details></div>
  </div>`;

// changed() is called when there are other pictures, or none any more.
export const createBring = (panel, place, changed) => {
  const { props, say } = panel;
  const { least, most, megabytes, sizes } = props.offers.own;
  place.innerHTML = INSIDE;
  const part = selector => place.querySelector(selector);
  const [field, sheet, status, more] = ["[type=file]", ".brought img", ".brought [role=status]", "details"].map(part);
  part("[type=file]").accept = PICTURES;
  const radio = (name, value, checked, text) => (
    make("label", {}, make("input", { type: "radio", name, value, checked }), make("span", {}, text)));
  part(".sizes").replaceChildren(...sizes.map((size, i) => radio("own-size", size, i === 0, `${size} × ${size}`)));
  part(".tones").replaceChildren(...["", "1"].map(grey => radio("own-grey", grey, !grey, "")));
  const bring = { place, pictures: null };
  let files = [], sending = null, again = false, trouble = null, fixed = false; // fixed: a choice came without files

  const listLeftOut = ({ left_out: names = [], left_out_count: count = names.length }) => {
    more.hidden = !count;
    const lines = names.map(({ name, why }) => `${name}: ${say(`own_why_${why}`)}`);
    part("summary").textContent = say("own_left_out", { count: number(count), first: lines[0] });
    if (count > names.length) lines.push(say("own_and_more", { count: number(count - names.length) }));
    part("ul").replaceChildren(...lines.map(line => make("li", {}, line)));
  };

  const show = () => {
    const { pictures } = bring;
    sheet.hidden = !pictures;
    if (pictures) {
      const [channels, size] = pictures.shape;
      sheet.src = pictures.sheet;
      sheet.alt = say("own_sheet");
      status.textContent = [
        say(channels === 1 ? "own_have_grey" : "own_have", { count: number(pictures.count), size }),
        pictures.paper && say(`own_paper_${pictures.paper}`),
        fixed && say("own_again"),
        pictures.beyond && say("own_beyond", { most: number(most), beyond: number(pictures.beyond) }),
      ].filter(Boolean).join(" ");
    }
    if (sending) status.textContent = sending;
    if (trouble) status.textContent = trouble.error;
    status.classList.toggle("trouble", Boolean(trouble));
    listLeftOut(trouble ?? pictures ?? {});
    changed();
  };

  const send = async () => {
    if (sending) { again = true; return; }
    fixed = !files.length && Boolean(bring.pictures);
    if (fixed) { hold(); show(); }
    if (!files.length) return;
    do {
      const [size, grey] = ["own-size", "own-grey"].map(name => part(`[name=${name}]:checked`).value);
      again = false;
      trouble = null;
      const tell = words => { sending = words; show(); };
      const small = await shrunk(files, share => tell(say("own_shrinking", { percent: Math.floor(100 * share) })));
      const answer = await sendUp(panel, "pictures", small, { size, grey: Boolean(grey) }, tell);
      if (answer.pictures) bring.pictures = answer.pictures; else trouble = answer;
    } while (again);
    sending = null;
    show();
  };

  const hold = () => { // the choices that the server's pictures were made by: after a reload no files are here to send
    const [channels, size] = bring.pictures.shape;
    part(`[name=own-size][value="${size}"]`).checked = true;
    part(`[name=own-grey][value="${channels === 1 ? "1" : ""}"]`).checked = true;
  };

  const choose = chosen => { files = [...chosen]; send(); };
  part(".choose").addEventListener("click", () => field.click());
  field.addEventListener("change", () => { choose(field.files); field.value = ""; });
  place.addEventListener("change", event => {
    event.stopPropagation(); // these are no choices of the bar's
    if (event.target.type === "radio") send();
  });
  const over = on => event => { event.preventDefault(); part(".drop").classList.toggle("over", on); };
  for (const kind of ["dragenter", "dragover"]) place.addEventListener(kind, over(true));
  place.addEventListener("dragleave", over(false));
  place.addEventListener("drop", async event => { over(false)(event); choose(await dropped(event.dataTransfer)); });

  bring.restore = pictures => {
    if (!pictures) return;
    bring.pictures = pictures;
    hold();
    show();
  };
  bring.words = () => {
    part(".choose").textContent = say("own_choose");
    part(".or").textContent = say("own_drop");
    part(".hint").textContent = say("own_hint", { least, most: number(most), megabytes });
    part(".sizes").setAttribute("aria-label", say("own_size"));
    part(".tones").setAttribute("aria-label", say("own_tones"));
    part(".tones").querySelectorAll("span").forEach((span, i) => { span.textContent = say(i ? "own_grey" : "own_colour"); });
    show();
  };
  return bring;
};
