// The number beside a slider moves with it; the sum is made by the server.

for (const slider of document.querySelectorAll("input[type=range]")) {
  const told = document.querySelector(`output[for="${slider.id}"]`);
  slider.addEventListener("input", () => { told.textContent = slider.value; });
}
