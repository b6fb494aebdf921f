using System.Globalization;
using Parley.Evaluation;
using Parley.Host.Composition;
using Parley.Host.Evaluating;

namespace Parley.Host.Commands;

/// <summary>
/// eval retrieval — asks the questions of sets of the search, in a database of its own that is thrown away, and says how well it answers. Ends
/// with 1 when it is significantly worse than plain BM25 or than the run that was accepted last.
/// </summary>
internal static class EvalVerb
{
    private const string What = "retrieval";

    public static async Task<int> RunAsync(Invocation invocation)
    {
        if (invocation.Words[0] != What)
        {
            throw new CommandException($"There is nothing to measure by the name of '{invocation.Words[0]}'; it is written: parley eval {invocation.Command.Arguments}.");
        }

        using var stop = new Interruption();
        var limit = Limit(invocation.Options.GetValueOrDefault("--limit"));
        var sets = SetFolders.Read(Path.GetFullPath(invocation.Words[1], invocation.WorkingDirectory), invocation.Options.GetValueOrDefault("--set"));
        var path = invocation.Options.TryGetValue("--against", out var against)
            ? Path.GetFullPath(against, invocation.WorkingDirectory)
            : Path.Combine(DataFolder(invocation), "evals", "retrieval.json");
        var accepts = invocation.Options.ContainsKey("--accept");
        var accepted = await AcceptedAsync(path, isNeeded: against is not null && !accepts, stop.Token);

        var rows = new List<ReportRow>();
        await using (var trial = await RetrievalTrial.StartAsync(stop.Token))
        {
            foreach (var set in sets)
            {
                rows.AddRange(await trial.MeasureAsync(set with { Questions = [.. set.Questions.Take(limit)] }, stop.Token));
            }

            if (trial.WithoutVectors > 0)
            {
                await invocation.Errors.WriteLineAsync($"{trial.WithoutVectors} questions were answered by words alone, because the vectors were too slow or failed.");
            }
        }

        var outcome = new RetrievalOutcomes(rows, accepted);
        await (invocation.Options.ContainsKey("--json") ? invocation.Output.WriteLineAsync(outcome.Json()) : outcome.WriteAsync(invocation.Output));
        if (accepts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var run = AcceptedRun.Of(rows.Select(row => row.Ours));
            await (accepted is null ? run : accepted.With(run)).WriteAsync(path, stop.Token);
            await invocation.Errors.WriteLineAsync($"Accepted: {path}");
        }

        return outcome.Worse.Count > 0 ? 1 : 0;
    }

    private static string DataFolder(Invocation invocation) =>
        Settings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build(), invocation.WorkingDirectory).DataFolder;

    private static int Limit(string? given) => given is null ? int.MaxValue
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit
        : throw new CommandException($"'--limit' is a number of questions, and not '{given}'.");

    private static async Task<AcceptedRun?> AcceptedAsync(string path, bool isNeeded, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return isNeeded ? throw new CommandException($"There is no accepted run in {path}; --accept makes one.") : null;
        }

        try
        {
            return await AcceptedRun.ReadAsync(path, cancellationToken);
        }
        catch (InvalidDataException wrong)
        {
            throw new CommandException(wrong.Message);
        }
    }
}
