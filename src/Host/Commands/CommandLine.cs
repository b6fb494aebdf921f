using Parley.Host.Backups;
using Parley.Host.Composition;

namespace Parley.Host.Commands;

/// <summary>The command line: finds the verb, refuses what it does not understand, and turns failures into one sentence and an exit code.</summary>
internal static class CommandLine
{
    private static readonly Command[] Commands =
    [
        new("serve", "[--urls ADDRESS]", "serve the API and the page (the default)", 0, ["--urls"], Serve.RunAsync),
        new("migrate", "", "bring the database to this program's schema", 0, [], OnSide.RunAsync),
        new("seed", "", "give the default tenant the documentation as a knowledge base", 0, [], OnSide.RunAsync),
        new("owner-link", "", "print a new one-time link that makes its opener the owner", 0, [], OnSide.RunAsync),
        new("doctor", "", "look at what a server needs, and say what is wrong", 0, [], OnSide.RunAsync),
        new(
            "models", "list | test NAME [--requests N]", "list what answers, or ask a deployment and say how fast it does", 2, ["--requests"], OnSide.RunAsync)
        {
            FewestWords = 1,
            TakesPaths = false,
        },
        new(
            "eval", "retrieval FOLDER [--set NAME] [--limit N] [--accept] [--against FILE] [--json]",
            "measure the search on sets of questions, beside BM25 and the run that was accepted last", 2,
            ["--set", "--limit", "--accept", "--against", "--json"], EvalVerb.RunAsync),
        new(
            "redteam",
            "[--set FILE] [--family NAMES] [--model NAME] [--judge NAME] [--limit N] [--max-turns N] [--max-success SHARE] [--max-refusal SHARE] [--accept] [--json]",
            "run attacks on the assistant, and say how many succeed and how many look-alikes it refuses", 0,
            ["--set", "--family", "--model", "--judge", "--limit", "--max-turns", "--max-success", "--max-refusal", "--accept", "--json"], OnSide.RunAsync)
        {
            OptionsThatArePaths = ["--set"],
            NeedsWorkers = true,
        },
        new("backup", "FILE [--with-keys]", "write everything that is kept to one file", 1, ["--with-keys"], OnSide.RunAsync, NeedsDatabase: true),
        new("restore", "FILE", "put a backup into an empty data folder or database; the server must be stopped", 1, [], Restore.RunAsync),
    ];

    /// <returns>0 when done, 1 when it failed, 2 when the command was not understood.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        if (args is ["--help" or "-h" or "help", ..])
        {
            await output.WriteLineAsync(Help());
            return 0;
        }

        if (args is ["--version"])
        {
            await output.WriteLineAsync($"Parley {Product.Version}");
            return 0;
        }

        if (args is [ReadVerb.Name])
        {
            return await ReadVerb.RunAsync();
        }

        if (!Invocation.TryParse(args, Commands, output, errors, out var invocation, out var problem))
        {
            await errors.WriteLineAsync($"{problem} 'parley --help' lists what there is.");
            return 2;
        }

        try
        {
            return await invocation.Command.RunAsync(invocation);
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync($"parley {invocation.Command.Name}: stopped before it was done.");
            return 1;
        }
        catch (Exception exception) when (Startup.Explain(exception) is { } sentence)
        {
            await errors.WriteLineAsync($"parley {invocation.Command.Name}: {sentence}");
            return 1;
        }
        catch (Exception exception)
        {
            // Nobody foresaw it, so that whoever mends it needs all of it.
            await errors.WriteLineAsync($"parley {invocation.Command.Name}: failed unexpectedly: {exception}");
            return 1;
        }
    }

    private static string Help() =>
        $"""
        Parley {Product.Version}

        parley [verb] [arguments]

        {string.Join(Environment.NewLine, Commands.Select(command => $"  {command.Name + " " + command.Arguments,-28} {command.Summary}"))}

        Settings come from the environment; docs/configuration.md lists them.
        """;
}
