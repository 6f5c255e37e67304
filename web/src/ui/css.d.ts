// SPDX-License-Identifier: Apache-2.0
// A style sheet beside its component: the bundler gathers it.
declare module '*.css';
