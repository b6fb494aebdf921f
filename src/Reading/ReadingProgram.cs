namespace Parley.Reading;

/// <summary>How a process that reads files is started; it speaks <see cref="ReadingWorker"/>'s protocol on its standard input and output.</summary>
/// <param name="FileName">The program; empty when there is none.</param>
/// <param name="Folder">Where it may put files while it reads, made when needed; null for the system's folder.</param>
public sealed record ReadingProgram(string FileName, IReadOnlyList<string> Arguments, string? Folder)
{
    public static ReadingProgram None { get; } = new("", [], null);

    /// <summary>A program of ours with a verb, however it was started: by its own file, by <c>dotnet</c>, or as a part of another program.</summary>
    /// <param name="name">The program's assembly.</param>
    public static ReadingProgram Of(string name, string verb, string? folder)
    {
        var running = Environment.ProcessPath ?? "";
        var called = Path.GetFileNameWithoutExtension(running);
        var library = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        var beside = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? name + ".exe" : name);
        return called.Equals(name, StringComparison.OrdinalIgnoreCase) ? new(running, [verb], folder)
            : called.Equals("dotnet", StringComparison.OrdinalIgnoreCase) && File.Exists(library) ? new(running, ["exec", library, verb], folder)
            : File.Exists(beside) ? new(beside, [verb], folder)
            : None with { Folder = folder };
    }
}
