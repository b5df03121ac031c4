import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import {
  type CodeAction,
  CodeActionRequest,
  type CompletionItem,
  CompletionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  ExitNotification,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  ShutdownRequest,
} from 'vscode-languageserver-protocol';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
const EXECUTABLE = process.env['WSLNET_PROGRAM'];
const [COMMAND = '', ...FIRST] = EXECUTABLE ? [EXECUTABLE] : [process.execPath, PROGRAM];

/** An editor with one file open, as far as the protocol knows one. */
export class LanguageClient {
  readonly folder = mkdtempSync(join(tmpdir(), 'wslnet-editor-'));
  readonly file: string;
  readonly uri: string;
  private readonly languageId: string;
  readonly ended: Promise<number | null>;
  private readonly server: ChildProcessWithoutNullStreams;
  private readonly connection: ProtocolConnection;
  private version = 0;
  /** How often something was shown. */
  shownCount = 0;
  private waiting: { readonly version: number; settle(diagnostics: Diagnostic[]): void }[] = [];

  /** @param uri what the editor calls the file, where that is not the address of the file in its folder */
  constructor(name = '.wslconfig', languageId = 'wslconfig', uri?: string) {
    this.languageId = languageId;
    this.file = join(this.folder, name);
    this.uri = uri ?? pathToFileURL(this.file).href;
    this.server = spawn(COMMAND, [...FIRST, 'lsp', '--stdio'], {
      env: { HOME: this.folder, PATH: process.env['PATH'] },
    });
    this.ended = new Promise((settle) => this.server.once('exit', settle));
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.server.stdout),
      new StreamMessageWriter(this.server.stdin),
    );
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ diagnostics, version }) => {
      this.shownCount++;
      if (version === undefined || version >= (this.waiting[0]?.version ?? 0))
        this.waiting.shift()?.settle(diagnostics);
    });
    this.connection.listen();
    onTestFinished(() => {
      this.server.kill();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  async start(): Promise<InitializeResult> {
    const result = await this.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  /** Opens the file, which is on the disk in these bytes. @returns what is shown of it */
  async open(text: string, bytes: Uint8Array | null = Buffer.from(text)): Promise<Diagnostic[]> {
    if (bytes) writeFileSync(this.file, bytes);
    const textDocument = { uri: this.uri, languageId: this.languageId, version: this.version, text };
    return await this.afterwards(() =>
      this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument }),
    );
  }

  /** Types in place of what is in the range. @returns what is shown then */
  async type(range: Range, text: string): Promise<Diagnostic[]> {
    return await this.change([{ range, text }]);
  }

  /** Makes several changes, each in what the one before left, each told by itself. @returns what is shown of the last */
  async change(changes: readonly { readonly range: Range; readonly text: string }[]): Promise<Diagnostic[]> {
    const last = this.version + changes.length;
    return await this.afterwards(async () => {
      for (const change of changes) {
        const textDocument = { uri: this.uri, version: ++this.version };
        const params = { textDocument, contentChanges: [change] };
        await this.connection.sendNotification(DidChangeTextDocumentNotification.type, params);
      }
    }, last);
  }

  /** Has the file saved in these bytes. @returns what is shown then */
  async save(bytes: Uint8Array): Promise<Diagnostic[]> {
    writeFileSync(this.file, bytes);
    const textDocument = { uri: this.uri };
    return await this.afterwards(() =>
      this.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument }),
    );
  }

  async close(): Promise<Diagnostic[]> {
    const textDocument = { uri: this.uri };
    return await this.afterwards(() =>
      this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument }),
    );
  }

  async completions(line: number, character: number): Promise<CompletionItem[]> {
    const params = { textDocument: { uri: this.uri }, position: { line, character } };
    const answer = await this.connection.sendRequest(CompletionRequest.type, params);
    return Array.isArray(answer) ? answer : (answer?.items ?? []);
  }

  async hover(line: number, character: number): Promise<Hover | null> {
    const params = { textDocument: { uri: this.uri }, position: { line, character } };
    return await this.connection.sendRequest(HoverRequest.type, params);
  }

  async actions(range: Range, only?: string[]): Promise<CodeAction[]> {
    const context = only ? { diagnostics: [], only } : { diagnostics: [] };
    const params = { textDocument: { uri: this.uri }, range, context };
    return ((await this.connection.sendRequest(CodeActionRequest.type, params)) ?? []) as CodeAction[];
  }

  async stop(): Promise<number | null> {
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    return await this.ended;
  }

  /** The editor is gone without a word. */
  vanish(): void {
    this.server.stdin.end();
  }

  private async afterwards(act: () => Promise<void>, version = 0): Promise<Diagnostic[]> {
    const shown = new Promise<Diagnostic[]>((settle) => this.waiting.push({ version, settle }));
    await act();
    return await shown;
  }
}
