// A run's model to the Hub: folded away, with the visitor's own login where there is one, elsewhere how to do it by hand.

import { OWNER } from "./session.js";

const BY_HAND = "python -m genmodels.checkpoints push FOLDER --repo OWNER/NAME";

const FOLDED = `
  <summary data-word="publish"></summary>
  <div class="outside">
    <p class="hint" data-word="publish_why"></p>
    <p><a class="enter" data-word="publish_enter"></a></p>
  </div>
  <div class="inside" hidden>
    <p class="hint"><span class="as"></span> <a class="leave" data-word="publish_leave"></a></p>
    <form>
      <input type="text" name="repo" maxlength="200" spellcheck="false" autocapitalize="off" data-label="publish_name" required>
      <label><input type="checkbox" name="private"> <span data-word="publish_private"></span></label>
      <button data-word="publish_do"></button>
    </form>
    <p class="complaint" role="alert"></p>
    <p class="published" role="status"><span></span> <a target="_blank" rel="noopener"></a></p>
  </div>`;
const ELSEWHERE = `
  <summary data-word="publish"></summary>
  <p class="hint" data-word="publish_elsewhere"></p>
  <code></code>`;

export const createPublish = ({ props, server, language, say }, root, code) => {
  root.innerHTML = props.login ? FOLDED : ELSEWHERE;
  if (!props.login) root.querySelector("code").textContent = BY_HAND;
  const part = selector => root.querySelector(selector);
  const form = part("form");
  let name = null, busy = false;

  const words = () => {
    if (!form) return;
    form.repo.placeholder = say("publish_name");
    part(".as").textContent = say("publish_as", { name });
    part(".published span").textContent = busy ? say("publish_busy") : part(".published a").textContent && say("publish_done");
  };
  // The Hub comes back to the room; Gradio's own button would come back to an empty page.
  const address = path => {
    const back = new URLSearchParams({ tab: "live", ...(code() && { room: code() }) });
    return `${path}?${new URLSearchParams({ _target_url: `/?${back}` })}`;
  };
  for (const [link, path] of [[".enter", "login/huggingface"], [".leave", "logout"]]) {
    part(link)?.addEventListener("click", event => { event.currentTarget.href = address(path); });
    part(link)?.setAttribute("href", path);
  }

  form?.addEventListener("submit", async event => {
    event.preventDefault();
    const [complaint, link, button] = [".complaint", ".published a", "button"].map(part);
    complaint.textContent = link.textContent = "";
    button.disabled = busy = true;
    words();
    const asked = { code: code(), owner: OWNER, repo: form.repo.value.trim(), private: form.private.checked, language: language() };
    let answer;
    try { answer = await server.publish(asked); } catch { answer = undefined; }
    answer ??= { error: say("no_answer") };
    button.disabled = busy = false;
    complaint.textContent = answer.error ?? "";
    if (!answer.error) Object.assign(link, { href: answer.link, textContent: answer.repo });
    words();
  });

  const meet = async () => {
    const answer = await server.visitor({ language: language() }).catch(() => undefined);
    name = answer?.name ?? null;
    part(".outside").hidden = Boolean(name);
    part(".inside").hidden = !name;
    if (name) root.open = true;
    words();
  };
  if (props.login) meet();
  return { words };
};
