/**
 * How soon the language server answers: from the start of its process to the answer to `initialize`, beside a Node that
 * does nothing, and from a letter that is typed into a file of 1,000 lines to the findings that are shown for it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  ShutdownRequest,
} from 'vscode-languageserver-protocol';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';

const ROUNDS = 101;
const STARTS = 11;
const PROGRAM = fileURLToPath(new URL('../bin/wslnet.js', import.meta.url));
const { PATH, SystemRoot, HOME } = process.env;
const env = { PATH, SystemRoot, HOME };
const uri = 'untitled:1000.wslconfig';

/** As people write it: comments, settings of every kind, and now and then a mistake. */
const LINES = ['[wsl2]', 'networkingMode=NAT', 'firewall=true'];
for (let index = 0; LINES.length < 1000; index++) {
  LINES.push(`# Line ${index} says why the next one is as it is`, index % 20 === 0 ? `unknownKey${index}=1` : '');
}

const bare = measureTimes(STARTS, () => spawnSync(process.execPath, ['-e', '0'], { env }));
const starts = [];
for (let round = 0; round < STARTS; round++) {
  const start = performance.now();
  const server = await open();
  starts.push(performance.now() - start);
  await server.close();
}

const server = await open();
await server.show(DidOpenTextDocumentNotification.type, {
  textDocument: { uri, languageId: 'wslconfig', version: 0, text: LINES.slice(0, 1000).join('\n') },
});
const answers = [];
for (let round = 1; round <= ROUNDS; round++) {
  const position = { line: 2, character: 8 + round };
  const start = performance.now();
  await server.show(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: round },
    contentChanges: [{ range: { start: position, end: position }, text: 'x' }],
  });
  answers.push(performance.now() - start);
}
await server.close();

console.log(`\nThe language server, Node ${process.version}: medians\n`);
console.log(
  `start to initialize  ${ms(quantile(starts, 0.5))}, ${(quantile(starts, 0.5) / quantile(bare, 0.5)).toFixed(2)} x bare Node`,
);
console.log(`a letter in 1,000 lines  ${ms(quantile(answers, 0.5))}, 95 of 100 within ${ms(quantile(answers, 0.95))}`);

/** A server that has been initialized. */
async function open() {
  const child = spawn(process.execPath, [PROGRAM, 'lsp'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((settle) => child.once('exit', settle));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let onShown = () => {};
  connection.onNotification(PublishDiagnosticsNotification.type, () => onShown());
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, { processId: process.pid, rootUri: null, capabilities: {} });
  return {
    async show(type, params) {
      const shown = new Promise((settle) => {
        onShown = settle;
      });
      await connection.sendNotification(type, params);
      await shown;
    },
    async close() {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      await ended;
    },
  };
}

function measureTimes(rounds, run) {
  return Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
}

/** @param share 0.5 for the median */
function quantile(numbers, share) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * share)];
}

function ms(time) {
  return `${time.toFixed(1)} ms`;
}
