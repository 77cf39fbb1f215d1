// The page's connection to the server, as Streamlit marks it. What is sent while there is none is dropped.

const CONNECTED = "data-test-connection-state";

/** Do something each time a lost connection is there again. @param {() => void} act */
export function onReturn(act) {
  const app = document.querySelector("[data-testid=stApp]");
  if (!app) return; // a page of its own, without a server
  let lost = false;
  new MutationObserver(() => {
    const connected = app.getAttribute(CONNECTED) === "CONNECTED";
    if (connected && lost) act();
    lost = !connected;
  }).observe(app, { attributes: true, attributeFilter: [CONNECTED] });
}
