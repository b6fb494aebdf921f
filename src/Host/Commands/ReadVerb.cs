using Parley.Host.Composition;
using Parley.Reading;

namespace Parley.Host.Commands;

/// <summary>read — what the server starts to read files apart from itself. It speaks a protocol on its pipes and is nothing for people, so the help does not list it.</summary>
internal static class ReadVerb
{
    public const string Name = "read";

    /// <summary>Of the data folder: where files lie while they are read.</summary>
    private const string Folder = "reading";

    public static ReadingProgram Program(string dataFolder) => ReadingProgram.Of(typeof(ReadVerb).Assembly.GetName().Name!, Name, new DataFolder(dataFolder).File(Folder));

    public static async Task<int> RunAsync()
    {
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        return await ReadingWorker.RunAsync(input, output, TimeProvider.System, CancellationToken.None);
    }
}
