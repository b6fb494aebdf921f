namespace Parley.Sources.Git;

/// <summary>The settings that git is called with, instead of those of the machine.</summary>
internal static class GitSettings
{
    public static string Text =>
        """
        [core]
            hooksPath = /dev/null
            fsmonitor = false
            symlinks = false
            askPass = true
            bigFileThreshold = 16m
            packedGitLimit = 256m
            deltaBaseCacheLimit = 64m
        [pack]
            threads = 1
            windowMemory = 64m
        [http]
            followRedirects = false
            proxy =
        [submodule]
            recurse = false
        [fetch]
            recurseSubmodules = false
            fsckObjects = true
        [credential]
            helper =
        [safe]
            directory = *
        [gc]
            auto = 0
        [maintenance]
            auto = false
        """ + "\n";
}
