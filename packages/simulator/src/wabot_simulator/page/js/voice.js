// Voice notes: recorded where a microphone is allowed, else a hummed sample.

import { api } from "./api.js";
import { el, icon } from "./dom.js";
import { button, openSheet } from "./sheets.js";
import { t } from "./words.js";

export function openVoice(chat) {
  let recorder = null;
  const note = el("p", { class: "hint", role: "status" });
  const send = async (blob, name) => {
    const { id } = await api.upload(blob, name);
    await chat.send({ type: "voice", media_id: id, ...chat.composer.takeQuote() });
  };
  const sheet = openSheet(t("voice"), (self) => {
    const record = button([icon("mic"), t("record")], async () => {
      try {
        recorder ??= await startRecording(note);
        record.replaceChildren(icon("stop"), t("stop"));
        if (recorder.started) await self.do(async () => send(await recorder.finish(), "voice.webm"));
        recorder.started = true;
      } catch {
        note.textContent = t("no_microphone");
        record.disabled = true;
      }
    }, { class: "go" });
    return { body: [note], foot: [button(t("sample_note"), () => self.do(() => send(hummed(), "voice.wav"))), record] };
  });
  sheet.dialog.addEventListener("close", () => recorder?.cancel());
}

async function startRecording(note) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts = [];
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    note.textContent = t("recording", { seconds });
  }, 1000);
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.start();
  const end = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
  };
  return {
    started: false,
    cancel: end,
    finish: () =>
      new Promise((resolve) => {
        recorder.addEventListener("stop", () => resolve(new Blob(parts, { type: recorder.mimeType.split(";")[0] })));
        recorder.stop();
        end();
      }),
  };
}

// Two seconds of a rising hum, as 8 kHz WAV.
function hummed() {
  const rate = 8000;
  const count = rate * 2;
  const view = new DataView(new ArrayBuffer(44 + count));
  const text = (at, letters) => [...letters].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + count, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, "data");
  view.setUint32(40, count, true);
  for (let n = 0; n < count; n += 1) {
    const seconds = n / rate;
    const loud = Math.min(1, seconds * 4, (2 - seconds) * 4) * 40;
    view.setUint8(44 + n, 128 + Math.round(loud * Math.sin(2 * Math.PI * (180 + 40 * seconds) * seconds)));
  }
  return new Blob([view], { type: "audio/wav" });
}
