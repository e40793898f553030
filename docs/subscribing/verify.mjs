// Is this webhook really tocsin's, and new? With nothing but Node's own crypto.
//
//   import { fault } from "./verify.mjs"     in a receiver
//   node verify.mjs deliveries/*.json        tries it with the recorded deliveries
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Returns null when all is well, else "header", "time" or "signature". `body`: the bytes as they came. */
export function fault(headers, body, secrets, now = Date.now() / 1000, tolerance = 300) {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const signatures = headers["webhook-signature"];
  if (!id || !timestamp || !signatures) return "header";
  if (!/^[0-9]{1,11}$/.test(timestamp)) return "header";
  if (Math.abs(now - Number(timestamp)) > tolerance) return "time";
  for (const secret of secrets) {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const ours = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
    for (const entry of signatures.split(" ")) {
      const [version, value] = entry.split(",", 2);
      if (version !== "v1" || !value) continue; // a version that we do not know
      const theirs = Buffer.from(value, "base64");
      if (theirs.length === ours.length && timingSafeEqual(theirs, ours)) return null;
    }
  }
  return "signature";
}

/** Keeps book for one subscription: what came before, and which numbers are missing. */
export class Book {
  ids = new Set(); // in life a table beside your own data, written in the same transaction
  missing = new Set();
  last = null;

  /** Returns whether the message is new; one that is not is answered 2xx and left alone. */
  take(message) {
    const number = message.delivery_seq;
    for (let n = (this.last ?? number - 1) + 1; n < number; n++) this.missing.add(n);
    this.last = Math.max(this.last ?? number, number);
    this.missing.delete(number);
    for (const missed of message.missed) this.missing.delete(missed.delivery_seq);
    const isNew = !this.ids.has(message.id);
    this.ids.add(message.id);
    return isNew;
  }
}

function attempt(file) {
  const recorded = JSON.parse(readFileSync(file, "utf8"));
  const book = new Book();
  return recorded.deliveries.every(({ headers, body, received_at, expect }) => {
    const bytes = Buffer.from(body, "utf8");
    const why = fault(headers, bytes, recorded.secrets, received_at, recorded.tolerance_seconds);
    if (why || expect.why) return why === expect.why;
    const isNew = book.take(JSON.parse(bytes).data);
    return isNew !== expect.repeat && `${[...book.missing]}` === `${expect.waiting_for}`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bad = process.argv.slice(2).filter((file) => !attempt(file));
  console.log(`${process.argv.length - 2 - bad.length} as expected`, ...bad);
  process.exitCode = bad.length ? 1 : 0;
}
