import type { Program } from '../commands/define.ts';

/**
 * Every verb, in the order of the help. Only the one that was asked for is loaded, so that none pays for the others.
 * Commands about the command line itself are handed this table.
 */
export const PROGRAM: Program = [
  {
    title: 'Look',
    verbs: {
      status: async () => (await import('../commands/status.ts')).default,
      doctor: async () => (await import('../commands/doctor.ts')).default,
      test: async () => (await import('../commands/test.ts')).default,
      show: async () => (await import('../commands/show.ts')).default,
      get: async () => (await import('../commands/get.ts')).default,
      check: async () => (await import('../commands/check.ts')).default,
      explain: async () => (await import('../commands/explain.ts')).default,
    },
  },
  {
    title: 'Change',
    verbs: {
      set: async () => (await import('../commands/set.ts')).default,
      unset: async () => (await import('../commands/unset.ts')).default,
      apply: async () => (await import('../commands/apply.ts')).default,
      profile: async () => (await import('../commands/profile.ts')).default,
      edit: async () => (await import('../commands/edit.ts')).default,
      undo: async () => (await import('../commands/undo.ts')).undo,
      redo: async () => (await import('../commands/undo.ts')).redo,
      history: async () => (await import('../commands/history.ts')).default,
      restart: async () => (await import('../commands/restart.ts')).default,
    },
  },
  {
    title: 'Ports',
    verbs: {
      open: async () => (await import('../commands/open.ts')).default,
      close: async () => (await import('../commands/close.ts')).default,
      ports: async () => (await import('../commands/ports.ts')).default,
      address: async () => (await import('../commands/address.ts')).default,
    },
  },
  {
    title: 'More',
    isBrief: true,
    verbs: {
      report: async () => (await import('../commands/report.ts')).default,
      path: async () => (await import('../commands/path.ts')).default,
      version: async () => (await import('../commands/version.ts')).default,
      completion: async () => (await import('../commands/completion.ts')).default,
      schema: async () => (await import('./schema.ts')).schemaCommand(PROGRAM),
      dsc: async () => (await import('../commands/dsc.ts')).default,
      lsp: async () => (await import('../commands/lsp.ts')).default,
      help: async () => (await import('./help.ts')).helpCommand(PROGRAM),
    },
  },
  {
    title: null,
    verbs: {
      complete: async () => (await import('./complete.ts')).completeCommand(PROGRAM),
    },
  },
];
