using System.Diagnostics.CodeAnalysis;

namespace Parley.Host.Commands;

/// <summary>One verb of the command line.</summary>
/// <param name="Arguments">Its arguments as the help shows them.</param>
/// <param name="Words">How many words without dashes it takes.</param>
/// <param name="Options">The options it knows; one whose help names a value takes one.</param>
/// <param name="NeedsDatabase">True when it is refused in a data folder without one, instead of making it there.</param>
internal sealed record Command(
    string Name, string Arguments, string Summary, int Words, string[] Options, Func<Invocation, Task<int>> RunAsync, bool NeedsDatabase = false)
{
    /// <summary>Whether its words are paths.</summary>
    public bool TakesPaths { get; init; } = true;

    /// <summary>Options whose values are paths.</summary>
    public IReadOnlyList<string> OptionsThatArePaths { get; init; } = [];

    /// <summary>Whether it has turns and jobs done: beside a stopped server, all that a server does is started for as long as it lasts.</summary>
    public bool NeedsWorkers { get; init; }

    /// <summary>How few words it may take; null for <see cref="Words"/>.</summary>
    public int? FewestWords { get; init; }

    /// <summary>What the help calls the value of an option; null for one that takes none.</summary>
    public string? ValueOf(string option) =>
        Arguments.Split(['[', ']']).Select(part => part.Split(' ')).FirstOrDefault(part => part.Length == 2 && part[0] == option)?[1];
}

/// <summary>A verb as it was called.</summary>
internal sealed record Invocation(
    Command Command, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options, TextWriter Output, TextWriter Errors)
{
    /// <summary>Where relative paths start.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>The options of the command line, as settings.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
        Options.TryGetValue("--urls", out var urls) ? [new("urls", urls)] : [];

    public static bool TryParse(
        string[] args, IReadOnlyList<Command> commands, TextWriter output, TextWriter errors,
        [NotNullWhen(true)] out Invocation? invocation, out string problem)
    {
        invocation = null;
        var named = args is [var first, ..] && !first.StartsWith('-');
        var command = commands.FirstOrDefault(command => command.Name == (named ? args[0] : "serve"));
        if (command is null)
        {
            problem = $"There is no verb '{args[0]}'.";
            return false;
        }

        var words = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = new Queue<string>(named ? args[1..] : args);
        while (rest.TryDequeue(out var arg))
        {
            if (!arg.StartsWith('-'))
            {
                words.Add(arg);
                continue;
            }

            var (name, given) = arg.Split('=', 2) is [var left, var right] ? (left, right) : (arg, null);
            if (!command.Options.Contains(name))
            {
                problem = $"'{command.Name}' has no option '{name}'.";
                return false;
            }

            if (given is null && command.ValueOf(name) is { } value && !rest.TryDequeue(out given))
            {
                problem = name == "--urls" ? "'--urls' needs an address, such as --urls http://127.0.0.1:5080." : $"'{name}' needs a value: {name} {value}.";
                return false;
            }

            options[name] = given ?? "";
        }

        var isWritten = words.Count >= (command.FewestWords ?? command.Words) && words.Count <= command.Words;
        problem = isWritten ? "" : $"'{command.Name}' is written: parley {command.Name} {command.Arguments}.".Replace(" .", ".", StringComparison.Ordinal);
        invocation = new Invocation(command, words, options, output, errors);
        return isWritten;
    }
}
