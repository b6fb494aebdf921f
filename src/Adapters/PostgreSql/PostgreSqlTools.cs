using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>The folder of <c>pg_dump</c> and <c>pg_restore</c> of one version.</summary>
internal sealed partial record PostgreSqlTools(string Folder, int Major)
{
    /// <summary>Where Debian and its kin keep a folder for each version.</summary>
    public const string Installed = "/usr/lib/postgresql";

    /// <summary>
    /// Finds those that fit a server best: not older, since they could not read it, and no newer than need be, since what newer ones
    /// write into a restore an older server may not understand.
    /// </summary>
    /// <param name="server">The server's major version.</param>
    /// <param name="path">Folders to look in first, as <c>PATH</c> has them.</param>
    /// <param name="installed">The folder of a folder for each version.</param>
    /// <exception cref="StorageSetupException">There are none, or they are too old; the message says what to install.</exception>
    public static async Task<PostgreSqlTools> FindAsync(int server, string? path, string installed, CancellationToken cancellationToken)
    {
        var found = new List<PostgreSqlTools>();
        foreach (var folder in Folders(path, installed))
        {
            var (code, output, _) = await ExecuteAsync(Program(folder, "pg_dump"), ["--version"], null, null, cancellationToken);
            if (code == 0 && Version().Match(output) is { Success: true } version)
            {
                found.Add(new PostgreSqlTools(folder, int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture)));
            }
        }

        var install = $"Install the package postgresql-client-{server} (Debian, Ubuntu), or what your system calls PostgreSQL's client programs of version {server} or newer.";
        return found.Where(tools => tools.Major >= server).MinBy(tools => tools.Major)
            ?? throw new StorageSetupException(found.MaxBy(tools => tools.Major) is { } newest
                ? $"The server is PostgreSQL {server}, and the newest pg_dump here, in {newest.Folder}, is of version {newest.Major}, which cannot read it. {install}"
                : $"pg_dump and pg_restore are needed, and are neither in PATH nor in {installed}. {install}");
    }

    /// <summary>Runs one of the programs on a database; who cancels ends it.</summary>
    /// <param name="database">Where it connects; null for one that reads a file alone.</param>
    /// <param name="target">Takes its output; null returns it as text.</param>
    /// <exception cref="StorageSetupException">It failed; the message is its own.</exception>
    public async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, NpgsqlConnectionStringBuilder? database, Stream? target, CancellationToken cancellationToken)
    {
        var (code, output, errors) = await ExecuteAsync(Program(Folder, program), arguments, database, target, cancellationToken);
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return code == 0 ? output : throw new StorageSetupException(
            lines.FirstOrDefault(line => line.Contains("error:", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? $"{program} ended with exit code {code}.");
    }

    private static async Task<(int Code, string Output, string Errors)> ExecuteAsync(
        string program, IReadOnlyList<string> arguments, NpgsqlConnectionStringBuilder? database, Stream? target, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        LibpqEnvironment.Set(start.Environment, database);
        using var process = Process.Start(start) ?? throw new StorageSetupException($"{program} could not be started.");
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = target is null ? await process.StandardOutput.ReadToEndAsync(cancellationToken) : "";
            if (target is not null)
            {
                await process.StandardOutput.BaseStream.CopyToAsync(target, cancellationToken);
            }

            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static IEnumerable<string> Folders(string? path, string installed)
    {
        var versions = Directory.Exists(installed) ? Directory.GetDirectories(installed).Select(version => Path.Combine(version, "bin")) : [];
        return (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(versions).Distinct()
            .Where(folder => File.Exists(Program(folder, "pg_dump")) && File.Exists(Program(folder, "pg_restore")));
    }

    private static string Program(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
