// Plays the internet in a network namespace: name servers, web servers, a proxy and a server behind a VPN. It runs as a
// process of its own, so it is plain JavaScript. It prints a line once all of them listen, and ends with its input.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const NAMES = {
  'www.msftconnecttest.com': { 1: ['203.0.113.80'] },
  'ipv6.msftconnecttest.com': { 28: ['2001:db8:80::80'] },
  'vpn.example': { 1: ['203.0.113.99'] },
};

/** Name servers: one that is quick, one that is slow, another that is quick. Nobody is at 203.0.113.59. */
const NAME_SERVERS = { '203.0.113.53': 0, '203.0.113.55': 2000, '203.0.113.54': 0 };

const PAGE = 'Microsoft Connect Test';
const RESPONSE = `HTTP/1.1 200 OK\r\nContent-Length: ${PAGE.length}\r\nConnection: close\r\n\r\n${PAGE}`;

process.stdin.on('end', () => process.exit()).resume();

const listening = [];
for (const [address, delay] of Object.entries(NAME_SERVERS)) {
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address: asker }) => {
    setTimeout(() => socket.send(answer(message), port, asker), delay);
  });
  listening.push(new Promise((settle) => socket.bind(53, address, settle)));
  serve(address, 53, (socket, data) => {
    const response = answer(data.subarray(2));
    setTimeout(
      () => socket.end(Buffer.concat([Buffer.from([response.length >> 8, response.length & 255]), response])),
      delay,
    );
  });
}
const page = (socket) => socket.end(RESPONSE);
serve('203.0.113.80', 80, page);
serve('2001:db8:80::80', 80, page);
serve('203.0.113.8', 8080, page);
serve('1.1.1.1', 443, () => {});
serve('2606:4700:4700::1111', 443, () => {});
serve('203.0.113.99', 8000, page);
let heard = 0;
serve('203.0.113.99', 443, (socket, data) => {
  heard = socket.bytesRead;
  // As a server of TLS: it waits for the whole message, and then sends its certificate.
  if (heard > 4000 && data.length > 0) socket.write(Buffer.alloc(4000, 'c'));
});
await Promise.all(listening);
console.log('ready');

function serve(address, port, onData) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => onData(socket, data));
  });
  listening.push(new Promise((settle) => server.listen(port, address, settle)));
}

function answer(question) {
  const labels = [];
  let at = 12;
  while (question[at] > 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + question[at]));
    at += question[at] + 1;
  }
  const type = question.readUInt16BE(at + 1);
  const name = NAMES[labels.join('.').toLowerCase()];
  const addresses = name?.[type] ?? [];
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(name ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) => {
    const data = type === 1 ? Buffer.from(address.split('.').map(Number)) : bytes6(address);
    const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([header, question.subarray(12, at + 5), ...records]);
}

function bytes6(address) {
  const [left, right = ''] = address.split('::');
  const parts = (text) => text.split(':').filter(Boolean);
  const zeros = Array(8 - parts(left).length - parts(right).length).fill('0');
  return Buffer.from([...parts(left), ...zeros, ...parts(right)].map((part) => part.padStart(4, '0')).join(''), 'hex');
}
