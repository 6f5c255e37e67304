/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/copy_file.h: files and folders for backup and restore. Trouble is
 * said on standard error. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* out = dir/name; false (said) when it does not fit. */
bool path_join(char *out, size_t room, const char *dir, const char *name);

bool file_exists(const char *path);

/* Copies to a new file (0600), down to the disk. False when it exists. */
bool file_copy(const char *from, const char *to);

/* Makes the folder (0700) if it is not there. */
bool folder_make(const char *path);

/* Copies the files of a folder (not what lies deeper) into another, made if it
 * is not there. No folder: nothing to do. keep: a file that is there already
 * stays as it is; else it is a failure. */
bool folder_copy(const char *from, const char *to, bool keep);

/* True when inner is outer or lies in it, links followed. Both exist. */
bool folder_contains(const char *outer, const char *inner);
