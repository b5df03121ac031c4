import { randomBytes } from 'node:crypto';

const HANDSHAKE = 0x16;
const CLIENT_HELLO = 1;
const TLS_1_2 = 0x0303;

/** Extensions of RFC 6066, 8422, 8446 and 7685. */
const SERVER_NAME = 0;
const GROUPS = 10;
const POINT_FORMATS = 11;
const SIGNATURES = 13;
const PADDING = 21;

/** ECDHE and RSA with AES-GCM: what every server of the last ten years knows one of. */
const CIPHERS = [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009c, 0x009d];

/**
 * The first message of a TLS 1.2 connection, padded: what a server answers with its certificate, which takes large
 * packets too. No connection is made: nothing secret is ever said.
 * @param size how many bytes of padding
 * @returns bytes as Latin-1
 */
export function clientHello(host: string, size: number): string {
  const name = Buffer.from(host, 'latin1');
  const extensions = Buffer.concat([
    extension(SERVER_NAME, sized(2, Buffer.concat([Buffer.from([0]), sized(2, name)]))),
    extension(GROUPS, sized(2, numbers([0x001d, 0x0017, 0x0018]))),
    extension(POINT_FORMATS, sized(1, Buffer.from([0]))),
    extension(SIGNATURES, sized(2, numbers([0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0601, 0x0201]))),
    extension(PADDING, Buffer.alloc(size)),
  ]);
  const body = Buffer.concat([
    numbers([TLS_1_2]),
    randomBytes(32),
    sized(1, Buffer.alloc(0)),
    sized(2, numbers(CIPHERS)),
    sized(1, Buffer.from([0])),
    sized(2, extensions),
  ]);
  const message = Buffer.concat([Buffer.from([CLIENT_HELLO]), sized(3, body)]);
  // The record is said to be of TLS 1.0, as RFC 5246 advises for old servers.
  return Buffer.concat([Buffer.from([HANDSHAKE, 3, 1]), sized(2, message)]).toString('latin1');
}

function extension(type: number, data: Buffer): Buffer {
  return Buffer.concat([numbers([type]), sized(2, data)]);
}

/** A length of so many bytes, and what it is the length of. */
function sized(lengthBytes: number, data: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(data.length, 0, lengthBytes);
  return Buffer.concat([length, data]);
}

function numbers(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, index * 2);
  return buffer;
}
