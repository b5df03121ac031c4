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
  async run(_, context) {
    if (context.ask) context.err.write('An editor starts this. To stop it: Ctrl-C\n');
    await serve(context);
    return EXIT.done;
  },
});

/** Settles when the editor has closed the connection. */
async function serve({ machine }: Context): Promise<void> {
  const { createConnection, ProposedFeatures, TextDocuments, TextDocumentSyncKind } = await import(
    'vscode-languageserver/node'
  );
  const { TextDocument } = await import('vscode-languageserver-textdocument');
  const { diagnosticsOf, readDisk } = await import('../editor/diagnostics.ts');
  const { unmarked } = await import('../editor/diagnostics.ts');
  type DiskText = ReturnType<typeof readDisk>;
  const style = { colors: await openColors(0), width: HOVER_WIDTH };
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
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
  all.onDidOpen(({ document }) => void reread(document.uri));
  all.onDidSave(({ document }) => void reread(document.uri));
  all.onDidChangeContent(({ document: { uri } }) => {
    if (!disks.has(uri)) return;
    clearTimeout(due.get(uri));
    due.set(uri, setTimeout(publish, 0, uri));
  });
  all.onDidClose(({ document: { uri } }) => {
    disks.delete(uri);
    clearTimeout(due.get(uri));
    due.delete(uri);
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
  all.listen(connection);
  connection.listen();
  await new Promise<void>((settle) => process.stdin.once('close', settle));
}
