import { type ExtensionContext, workspace } from 'vscode';
import { LanguageClient, type ServerOptions, TransportKind } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

/** Starts the language server, the one beside this file where the settings name no other. */
export async function activate(context: ExtensionContext): Promise<void> {
  const named = workspace.getConfiguration('wslnet').get<string>('server');
  const own: ServerOptions = {
    module: context.asAbsolutePath('server/bin/wslnet.js'),
    args: ['lsp'],
    transport: TransportKind.stdio,
  };
  const server: ServerOptions = named ? { command: named, args: ['lsp'], transport: TransportKind.stdio } : own;
  client = new LanguageClient('wslnet', 'wslnet', server, { documentSelector: [{ language: 'wslconfig' }] });
  await client.start();
}

/** Ends it. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}
