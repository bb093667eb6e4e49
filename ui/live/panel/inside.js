// What the panel holds before anything runs; constant, and here so that it is no part of every first visit: ten tabs have
// one.

const INSIDE = `
  <form class="bar">
    <div class="segments families" role="radiogroup" data-label="family"></div>
    <div class="segments sets" role="radiogroup" data-label="data"></div>
    <div class="transport" role="group" data-label="transport">
      <button type="button" data-do="start" class="strong" data-word="start"></button>
      <button type="button" data-do="go_on" data-word="go_on"></button>
      <button type="button" data-do="resume" class="strong" data-word="resume"></button>
      <button type="button" data-do="pause" class="strong" data-word="pause"></button>
      <button type="button" data-do="step" data-word="step" data-title="step_why"></button>
      <button type="button" data-do="stages" data-word="stages" data-title="stages_why"></button>
      <button type="button" data-do="stop" data-word="stop"></button>
    </div>
  </form>
  <section class="bring" hidden data-label="data_own"></section>
  <p class="status"><span role="status"></span><span class="numbers"></span></p>
  <p class="complaint" role="alert"></p>
  <p class="offered" role="status" hidden></p>
  <p class="lookout" hidden></p>
  <section class="slow" hidden></section>
  <div class="views"></div>
  <section class="samples" hidden>
    <h3 data-word="samples"></h3>
    <p class="hint" data-word="samples_why"></p>
    <div class="by-seed"></div>
  </section>
  <section class="more">
    <div class="share" hidden></div>
    <div class="keep" hidden>
      <h3 data-word="keep"></h3>
      <p><a class="checkpoint" data-word="checkpoint" download></a> · <a class="lapse" data-word="lapse" download></a></p>
      <p class="hint" data-word="keep_why"></p>
      <p><button type="button" data-do="walk" data-word="walk" data-title="walk_why"></button></p>
      <img class="film" hidden data-label="walk_why">
    </div>
    <div class="origin">
      <h3 data-word="from"></h3>
      <div class="from"></div>
    </div>
    <div class="twin" hidden>
      <h3 data-word="fork"></h3>
      <p><button type="button" data-do="fork" data-word="fork_do"></button><button type="button" data-do="leave_fork" data-word="fork_leave"></button></p>
      <p class="hint" data-word="fork_why"></p>
    </div>
    <details class="publish" hidden></details>
  </section>
  <section class="breaking">
    <h3 data-word="presets"></h3>
    <p class="hint" data-word="presets_why"></p>
    <div class="presets"></div>
  </section>`;

export const fill = root => { root.innerHTML = INSIDE; };
