using Parley.Evaluation;
using Parley.Host.Commands;

namespace Parley.Host.Evaluating;

/// <summary>Finds the sets that a folder holds: it is one itself, or has some as its folders.</summary>
internal static class SetFolders
{
    private const string Shape = "A set is a folder with corpus.jsonl (id, title?, text, lang?) and queries.jsonl (id, text, gold), or the same as .gz.";

    /// <param name="only">The names of some folders, separated by commas; null for all.</param>
    /// <exception cref="CommandException">There is no such set, or a line of it is wrong.</exception>
    public static IReadOnlyList<RetrievalSet> Read(string folder, string? only)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"There is no folder {folder}.");
        }

        var found = RetrievalSetReader.IsSet(folder) ? [folder]
            : Directory.EnumerateDirectories(folder).Where(RetrievalSetReader.IsSet).Order(StringComparer.Ordinal).ToList();
        if (found.Count == 0)
        {
            throw new CommandException($"{folder} is no set and holds none. {Shape}");
        }

        var names = only?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names?.FirstOrDefault(name => !found.Exists(one => Path.GetFileName(one) == name)) is { } missing)
        {
            throw new CommandException($"{folder} holds no set '{missing}'; it holds {string.Join(", ", found.Select(Path.GetFileName))}.");
        }

        return [.. found.Where(one => names is null || names.Contains(Path.GetFileName(one))).SelectMany(ReadOne)];
    }

    private static IEnumerable<RetrievalSet> ReadOne(string folder)
    {
        try
        {
            var sets = RetrievalSetReader.Read(folder);
            foreach (var set in sets)
            {
                Check(folder, set);
            }

            return sets.Where(set => set.Questions.Count > 0);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or FileNotFoundException)
        {
            throw new CommandException(wrong.Message);
        }
    }

    private static void Check(string folder, RetrievalSet set)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (set.Documents.FirstOrDefault(document => !ids.Add(document.Id)) is { } twice)
        {
            throw new CommandException($"corpus in {folder} has the document '{twice.Id}' twice.");
        }

        var asked = new HashSet<string>(StringComparer.Ordinal);
        if (set.Questions.FirstOrDefault(question => !asked.Add(question.Id)) is { } again)
        {
            throw new CommandException($"queries in {folder} has the question '{again.Id}' twice.");
        }

        foreach (var question in set.Questions)
        {
            if (question.Gold.Keys.FirstOrDefault(id => !ids.Contains(id)) is { } unknown)
            {
                throw new CommandException($"queries in {folder}: question '{question.Id}' names the document '{unknown}', which the corpus does not have.");
            }
        }
    }
}
