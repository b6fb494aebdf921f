using System.Globalization;

namespace Parley.Sources.Git;

/// <summary>Bounds for the memory and the files of the git program, where the system has a tool to set them.</summary>
internal static class GitLimits
{
    private const string Tool = "prlimit";

    /// <returns>The program to start and what to hand it before git's own arguments.</returns>
    public static (string Program, IReadOnlyList<string> Arguments) Around(SourcesOptions options) =>
        Find(Tool) is { } tool && (Path.IsPathFullyQualified(options.Git) ? File.Exists(options.Git) : Find(options.Git) is not null)
            ? (tool, [Bound("data", options.GitMemoryMiB * 1_048_576L), Bound("fsize", options.MostBytesPerRun), Bound("core", 0), "--", options.Git])
            : (options.Git, []);

    private static string Bound(string what, long most) => string.Create(CultureInfo.InvariantCulture, $"--{what}={most}");

    private static string? Find(string program) => OperatingSystem.IsLinux()
        ? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        : null;
}
