using System.ComponentModel;
using System.Diagnostics;
using Parley.Storage;

namespace Parley.Sources.Git;

/// <summary>What a call of git brought, all of it.</summary>
internal sealed record GitResult(int ExitCode, byte[] Output, string Complaint);

/// <summary>
/// Calls the git program: with arguments as a list, in a folder of its own that goes with it, without the settings of this machine,
/// hooks, prompts or protocols but the one that is meant.
/// </summary>
internal sealed class GitProgram : IDisposable
{
    private const int LongestComplaint = 4_096;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly string _program;
    private readonly IReadOnlyList<string> _before;
    private readonly long _mostBytes;
    private readonly int _longestOutput;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, string> _environment;

    /// <param name="protocol">The one protocol that may be spoken: <c>https</c> or <c>file</c>.</param>
    /// <param name="secretSettings">Settings that are handed over by the environment alone, so that no list of processes and no file has them.</param>
    /// <param name="longestOutput">In bytes; a listing that is longer is refused, for what is cut off would look deleted.</param>
    public GitProgram(
        SourcesOptions options, string protocol, IReadOnlyList<(string Name, string Value)> secretSettings, TimeProvider time, int longestOutput = 64 * 1_048_576)
    {
        (_mostBytes, _time, _longestOutput) = (options.MostBytesPerRun, time, longestOutput);
        (_program, _before) = GitLimits.Around(options);
        Folder = Directory.CreateTempSubdirectory("parley-git-").FullName;
        var settings = Path.Combine(Folder, "config");
        try
        {
            PrivateFile.CreateOnce(settings, GitSettings.Text);
        }
        catch
        {
            Dispose();
            throw;
        }

        _environment = new()
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
            ["HOME"] = Folder,
            ["LC_ALL"] = "C",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = settings,
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_ASKPASS"] = "true",
            ["GIT_ALLOW_PROTOCOL"] = protocol,
            ["GIT_LFS_SKIP_SMUDGE"] = "1",
            ["GIT_OPTIONAL_LOCKS"] = "0",
            ["GIT_NO_LAZY_FETCH"] = "1",
            ["GIT_NO_REPLACE_OBJECTS"] = "1",
            ["GIT_CONFIG_COUNT"] = secretSettings.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        foreach (var (i, setting) in secretSettings.Index())
        {
            _environment[$"GIT_CONFIG_KEY_{i}"] = setting.Name;
            _environment[$"GIT_CONFIG_VALUE_{i}"] = setting.Value;
        }
    }

    /// <summary>Goes with this object.</summary>
    public string Folder { get; }

    /// <summary>The repository of our own that others are fetched into; nothing is ever checked out.</summary>
    public string Repository => Path.Combine(Folder, "repository");

    /// <exception cref="SourceFailedException">There is no git, it took too long, or what it fetched is too much.</exception>
    public async Task<GitResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start(arguments);
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput.BaseStream, _longestOutput, ending.Token);
            var complaint = ReadAsync(process.StandardError.BaseStream, LongestComplaint, ending.Token);
            var exit = process.WaitForExitAsync(ending.Token);
            while (await Task.WhenAny(exit, Task.Delay(BetweenLooks, _time, ending.Token)) != exit && !ending.IsCancellationRequested)
            {
                CheckSize();
            }

            await exit;
            CheckSize();
            var (bytes, isWhole) = await output;
            return isWhole
                ? new GitResult(process.ExitCode, bytes, System.Text.Encoding.UTF8.GetString((await complaint).Bytes))
                : throw new SourceFailedException($"The repository's list of files is longer than the {_longestOutput} bytes that are read of it. Split it, or name a `prefix`.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceFailedException($"The repository could not be fetched within {Patience.TotalMinutes:0} minutes.");
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>Starts git for a conversation with it.</summary>
    /// <exception cref="SourceFailedException">There is no git.</exception>
    public Process Start(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(_program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.Environment.Clear();
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        foreach (var argument in _before.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new SourceFailedException("The server has no git. Its operator can install it, or name it by Parley__Sources__Git.");
        }
    }

    public static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process that was just ended may still hold a file; the system clears its folder for passing files.
        }
    }

    private void CheckSize()
    {
        long bytes;
        try
        {
            bytes = new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (IOException)
        {
            // What git makes on the way comes and goes; the next look counts again.
            return;
        }

        if (bytes > _mostBytes)
        {
            throw new SourceFailedException($"The repository is larger than the {_mostBytes} bytes that one run may fetch.");
        }
    }

    // What is too long is read away, so that the program does not wait for a reader; it is not kept.
    private static async Task<(byte[] Bytes, bool IsWhole)> ReadAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[81_920];
        var isWhole = true;
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            isWhole &= read <= most - kept.Length;
            kept.Write(buffer, 0, (int)Math.Min(read, most - kept.Length));
        }

        return (kept.ToArray(), isWhole);
    }
}
