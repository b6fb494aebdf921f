using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Parley.Reading.Apart;

/// <summary>One process that reads files, one after the other.</summary>
internal sealed class ReaderProcess : IDisposable
{
    private static readonly string[] Inherited =
        ["PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "DOTNET_gcServer", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "TESSDATA_PREFIX", "LANG", "SystemRoot", "TEMP", "TMP"];

    private readonly Process _process;
    private readonly ReadingOptions _options;
    private readonly string? _folder;

    private ReaderProcess(Process process, ReadingOptions options, string? folder) => (_process, _options, _folder) = (process, options, folder);

    public int FilesRead { get; private set; }

    /// <exception cref="IOException">It could not be started.</exception>
    public static ReaderProcess Start(ReadingProgram program, ReadingOptions options)
    {
        var start = new ProcessStartInfo(program.FileName, program.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Nothing of our settings goes along: they hold keys, and what reads strangers' files should not know them.
        var kept = Inherited.Select(name => (name, Environment.GetEnvironmentVariable(name))).Where(found => found.Item2 is not null).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
        {
            start.Environment[name] = value;
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = (options.MostMemoryMiB * 1_048_576L).ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        try
        {
            if (program.Folder is not null)
            {
                Directory.CreateDirectory(program.Folder);
            }

            var process = Process.Start(start) ?? throw new IOException("No process was started to read files.");
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            return new(process, options, program.Folder);
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"The process that reads files could not be started: {exception.Message}", exception);
        }
    }

    /// <param name="left">What is left of the time that the file may take.</param>
    /// <exception cref="IOException">It ended before it answered, or its answer is none.</exception>
    public async Task<ReadingAnswer> ReadAsync(SourceFile file, TimeSpan left, CancellationToken cancellationToken)
    {
        var input = _process.StandardInput.BaseStream;
        await Frames.WriteAsync(input, new ReadingRequest(file.Name, file.MediaType, _options with { TimeLimit = left }, _folder), cancellationToken);
        await Frames.WriteAsync(input, file.Bytes, cancellationToken);
        await input.FlushAsync(cancellationToken);

        // A character becomes at most six bytes of JSON.
        var most = Math.Min(int.MaxValue - 1_000, (_options.MostCharacters * 8L) + 67_108_864);
        var answer = await Frames.ReadAsync<ReadingAnswer>(_process.StandardOutput.BaseStream, (int)most, cancellationToken)
            ?? throw new IOException("The process that reads files ended.");
        FilesRead++;
        return answer;
    }

    public void Dispose()
    {
        ExternalTool.Kill(_process);
        _process.Dispose();
    }
}
