import {
  array,
  boolean,
  describe,
  enum as enumeration,
  globalRegistry,
  int,
  literal,
  maximum,
  meta,
  minimum,
  null as nothing,
  nullable,
  number,
  optional,
  record,
  strictObject,
  string,
  toJSONSchema,
  tuple,
  union,
} from 'zod/mini';

/**
 * What commands use of zod to declare the shapes of their JSON documents: it is handed to them, so that none loads zod to
 * run, and it is no more than this, so that the rest stays out of the package. What a shape needs besides goes in here.
 */
export const ZOD = {
  array,
  boolean,
  describe,
  enum: enumeration,
  globalRegistry,
  int,
  literal,
  maximum,
  meta,
  minimum,
  null: nothing,
  nullable,
  number,
  optional,
  record,
  strictObject,
  string,
  toJSONSchema,
  tuple,
  union,
};

export type Zod = typeof ZOD;
