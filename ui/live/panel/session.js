// Who this page is to the server, and where live runs are served.

export const ROOT = "gradio_api/live"; // beside the page, also where it is served under a prefix
export const OWNER = sessionStorage["live-owner"] ??= // this tab's secret: survives a reload, not the tab
  [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");

// In a class room the teacher's word opens the controls; the tab keeps it, the address need not.
const said = new URLSearchParams(location.search).get("teacher");
if (said) sessionStorage.setItem("teacher", said);
export const TEACHER = sessionStorage.getItem("teacher");
