import { fileURLToPath } from 'node:url';
import type { TextDocument as TextDocumentType } from 'vscode-languageserver-textdocument';
import { EXIT } from '../failure.ts';
import { openColors } from '../text/terminal.ts';
import { type Context, defineCommand, flag, text } from './define.ts';

/** The end of the address of a `.wslconfig`. Windows does not tell letter cases apart, and some editors encode the dot. */
const OWN_NAME = /(\.|%2e)wslconfig$/i;

/** Wide enough to read, and narrow enough for the windows of editors. */
const HOVER_WIDTH = 72;

/** Serves editors by the Language Server Protocol: what `check` finds while one types, its fixes, completion and `explain`. */
export default defineCommand({
  summary: 'run the language server, for editors',
  details: [
    'It speaks the Language Server Protocol on standard input and output, and stops with the editor. To set up an editor, see docs/editors.md.',
  ],
  examples: ['wslnet lsp --stdio'],
  options: {
    stdio: flag('use standard input and output (always on; editors pass it)'),
    clientProcessId: text('id', 'stop when this process, the editor, stops'),
  },
  async run({ clientProcessId }, context) {
    // The library of the protocol finds it there, in no other spelling.
    if (clientProcessId) process.argv.push('--clientProcessId', clientProcessId);
    if (context.ask) context.err.write('An editor starts this. To stop it: Ctrl-C\n');
    await serve(context);
    return EXIT.done;
  },
});

/** How long what came in only in part may hold up the end of the server, in milliseconds. */
const END_WITHIN = 3000;

/** What {@link listen} says of an editor that is gone. It is no part of the protocol. */
const GONE = 'wslnet/gone';

/**
 * Standard input as the server reads it: at its end stands what an editor says that leaves. The protocol's library would exit
 * at the end of input at once, with questions in it still unanswered.
 */
async function listen(): Promise<NodeJS.ReadableStream> {
  const { finished, PassThrough } = await import('node:stream');
  const input = new PassThrough();
  const say = (method: string) => {
    const text = JSON.stringify({ jsonrpc: '2.0', method });
    input.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
  };
  process.stdin.on('data', (chunk) => input.write(chunk));
  finished(process.stdin, () => {
    say(GONE);
    say('exit');
    setTimeout(() => process.exit(EXIT.no), END_WITHIN);
  });
  return input;
}

/** Serves until the library ends the program, as the protocol asks: when the editor says so or is gone. */
async function serve({ machine }: Context): Promise<void> {
  const { createConnection, ProposedFeatures, TextDocuments, TextDocumentSyncKind } = await import(
    'vscode-languageserver/node'
  );
  const { TextDocument } = await import('vscode-languageserver-textdocument');
  const { diagnosticsOf, readDisk } = await import('../editor/diagnostics.ts');
  const { unmarked } = await import('../editor/diagnostics.ts');
  type DiskText = ReturnType<typeof readDisk>;
  const style = { colors: await openColors(0), width: HOVER_WIDTH };
  // One message after the other: what an editor says last is heard when all else is done.
  const connection = createConnection(ProposedFeatures.all, await listen(), process.stdout, { maxParallelism: 1 });
  const all = new TextDocuments(TextDocument);
  // Some editors know the file as INI, and send others of the kind along.
  const isOurs = ({ uri, languageId }: TextDocumentType) => languageId === 'wslconfig' || OWN_NAME.test(uri);
  const find = (uri: string) => {
    const document = all.get(uri);
    return document && isOurs(document) ? unmarked(document) : undefined;
  };
  const disks = new Map<string, DiskText>();

  /** An editor hands over text; how it is encoded only the file on the disk tells. */
  async function readFile(uri: string): Promise<DiskText> {
    try {
      return readDisk(uri.startsWith('file:') ? (await machine.read(fileURLToPath(uri))).bytes : null);
    } catch {
      return readDisk(null);
    }
  }

  const known = (uri: string) => disks.get(uri) ?? readDisk(null);
  const publish = (uri: string) => {
    try {
      const document = find(uri);
      const disk = disks.get(uri);
      // Until the file was read it is not known what to say of it.
      if (!document || !disk) return;
      const diagnostics = diagnosticsOf(document, disk);
      void connection.sendDiagnostics({ uri, version: document.version, diagnostics });
    } catch (error) {
      // What no editor sends, a text that is a number for one, ends nothing but itself.
      connection.console.error(String(error));
    }
  };
  /** What is to be published of a text once no more changes of it are waiting to be read: nobody sees what is between. */
  const due = new Map<string, NodeJS.Timeout>();
  const readings = new Map<string, Promise<void>>();
  const reread = async (uri: string) => {
    const disk = await readFile(uri);
    // It may have been closed meanwhile.
    if (!all.get(uri)) return;
    disks.set(uri, disk);
    clearTimeout(due.get(uri));
    publish(uri);
  };

  connection.onInitialize(async () => {
    const { FIX_ALL } = await import('../editor/diagnostics.ts');
    return {
      serverInfo: { name: 'wslnet' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        completionProvider: { triggerCharacters: ['[', '='] },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL] },
      },
    };
  });
  all.onDidOpen(({ document: { uri } }) => void readings.set(uri, reread(uri)));
  all.onDidSave(({ document: { uri } }) => void readings.set(uri, reread(uri)));
  all.onDidChangeContent(({ document: { uri } }) => {
    if (!disks.has(uri)) return;
    clearTimeout(due.get(uri));
    due.set(uri, setTimeout(publish, 0, uri));
  });
  all.onDidClose(({ document: { uri } }) => {
    disks.delete(uri);
    clearTimeout(due.get(uri));
    due.delete(uri);
    readings.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  connection.onCompletion(async ({ textDocument, position }) => {
    const { completionsAt } = await import('../editor/cursor.ts');
    const document = find(textDocument.uri);
    return document ? completionsAt(document, position) : [];
  });
  connection.onHover(async ({ textDocument, position }) => {
    const { hoverAt } = await import('../editor/cursor.ts');
    const document = find(textDocument.uri);
    return document ? hoverAt(document, position, style) : null;
  });
  connection.onCodeAction(async ({ textDocument, range, context: { only } }) => {
    const { FIX_ALL, fixAllAction, quickFixes } = await import('../editor/diagnostics.ts');
    const document = find(textDocument.uri);
    if (!document) return [];
    const isWanted = (kind: string) => !only || only.some((each) => kind === each || kind.startsWith(`${each}.`));
    const disk = known(document.uri);
    const whole = isWanted(FIX_ALL) ? fixAllAction(document, disk) : null;
    return [...(isWanted('quickfix') ? quickFixes(document, disk, range) : []), ...(whole ? [whole] : [])];
  });
  connection.onNotification(GONE, async () => {
    await Promise.all(readings.values());
    await new Promise((written) => process.stdout.write('', written));
  });
  all.listen(connection);
  connection.listen();
  await new Promise<never>(() => {});
}
