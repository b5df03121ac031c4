import { randomInt } from 'node:crypto';

const TYPES = { A: 1, PTR: 12 } as const;

const HEADER = 12;
const IS_ANSWER = 0x8000;
const RECURSION_DESIRED = 0x0100;

/** A question to a name server, as RFC 1035 has it, with a random number in its first two bytes. */
export function dnsQuestion(name: string, type: keyof typeof TYPES): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(randomInt(0x10000), 0);
  header.writeUInt16BE(RECURSION_DESIRED, 2);
  header.writeUInt16BE(1, 4);
  const labels = name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'));
  const end = Buffer.from([0, 0, TYPES[type], 0, 1]);
  return Buffer.concat([header, ...labels, end]);
}

/** How many records an answer has; null for what does not answer that question. */
export function readDnsAnswer(message: Buffer, question: Buffer): { readonly answers: number } | null {
  if (message.length < HEADER || message.readUInt16BE(0) !== question.readUInt16BE(0)) return null;
  return (message.readUInt16BE(2) & IS_ANSWER) === 0 ? null : { answers: message.readUInt16BE(6) };
}
