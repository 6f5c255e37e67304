// SPDX-License-Identifier: Apache-2.0
// Stands for the built module while the page is still beside its sources.

export { createCore } from '../../web/src/core/core';
export type * from '../../web/src/core/core-types';
