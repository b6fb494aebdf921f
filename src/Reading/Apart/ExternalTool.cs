using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Parley.Reading.Apart;

/// <summary>A program that is installed beside us. It gets arguments and files, never a shell, and its time, memory and output are limited.</summary>
internal sealed class ExternalTool(string name, string path)
{
    private const int MostErrorCharacters = 4_000;
    private static readonly string[] Inherited = ["PATH", "TESSDATA_PREFIX", "SystemRoot"];

    /// <returns>Null where it is not installed.</returns>
    public static ExternalTool? Find(string name)
    {
        var endings = OperatingSystem.IsWindows() ? new[] { ".exe" } : [""];
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var ending in endings)
            {
                // An entry that is no absolute path would make it depend on where we stand.
                if (Path.IsPathFullyQualified(folder) && Path.Combine(folder, name + ending) is { } file && File.Exists(file))
                {
                    return new ExternalTool(name, file);
                }
            }
        }

        return null;
    }

    /// <returns>The exit code, the output as UTF-8 and the beginning of what it complained about.</returns>
    /// <exception cref="UnreadableDocumentException">It needed too long or wrote too much.</exception>
    public async Task<(int Code, string Output, string Errors)> RunAsync(
        IReadOnlyList<string> arguments, string folder, ReadingOptions options, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Start(arguments, folder, options) };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            throw new UnreadableDocumentException($"The program \"{name}\", which reads such files, could not be started on the server.");
        }

        try
        {
            process.StandardInput.Close();
            var output = LimitedAsync(process.StandardOutput, options.MostUnpackedBytes / 2, cancellationToken);
            var errors = ErrorsAsync(process.StandardError, cancellationToken);
            var text = await output;
            var said = await errors;
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, text, said);
        }
        finally
        {
            Kill(process);
        }
    }

    public static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(5_000);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It ended by itself meanwhile.
        }
    }

    private ProcessStartInfo Start(IReadOnlyList<string> arguments, string folder, ReadingOptions options)
    {
        var start = new ProcessStartInfo
        {
            FileName = path,
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        if (Find("prlimit") is { } limits)
        {
            // V8 reserves far more addresses than it uses: of it only what it may write counts.
            start.FileName = limits.FullPath;
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--{(name == "node" ? "data" : "as")}={options.MostMemoryMiB * 1_048_576L * 2}"));
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--cpu={Math.Max(1, (int)options.TimeLimit.TotalSeconds)}"));
            start.ArgumentList.Add("--core=0");
            start.ArgumentList.Add(path);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Nothing of our settings: they hold keys.
        var kept = Inherited.Select(key => (key, Environment.GetEnvironmentVariable(key))).ToList();
        start.Environment.Clear();
        foreach (var (key, value) in kept.Append(("TMPDIR", folder)).Append(("LC_ALL", "C.UTF-8")).Append(("OMP_THREAD_LIMIT", "1")))
        {
            if (value is not null)
            {
                start.Environment[key] = value;
            }
        }

        return start;
    }

    private string FullPath => path;

    private static async Task<string> LimitedAsync(StreamReader reader, long most, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[16_384];
        for (int read; (read = await reader.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (text.Length + read > most)
            {
                throw new UnreadableDocumentException("It holds more text than can be read at once. Send it in parts.");
            }

            text.Append(buffer, 0, read);
        }

        return text.ToString();
    }

    private static async Task<string> ErrorsAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[4_096];
        for (int read; (read = await reader.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            text.Append(buffer, 0, Math.Min(read, MostErrorCharacters - Math.Min(MostErrorCharacters, text.Length)));
        }

        return text.ToString();
    }
}
