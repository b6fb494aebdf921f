using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Host.Composition;
using Parley.Storage;

namespace Parley.Host.Commands;

/// <summary>Finds the sentence in what kept a verb from doing its work.</summary>
internal static partial class Startup
{
    public static string? Explain(Exception exception) => exception switch
    {
        SettingsException or DataFolderBusyException or MigrationException or StorageSetupException or StorageUnavailableException
            or CommandException or RefusedException or AccountsStartupException => exception.Message,
        OptionsValidationException options => UnknownSettings.Explain(options),
        InvalidOperationException when exception.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) =>
            Unconvertible().Match(exception.Message) is { Success: true } value
                ? $"A setting cannot be used: {UnknownSettings.Name(value.Groups["key"].Value)} is '{value.Groups["value"].Value}', which is not {Form(value.Groups["type"].Value)}."
                : "A setting cannot be used. " + exception.Message,
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => exception.Message + " Choose another with --urls.",
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };

    private static string Form(string type) => type switch
    {
        "System.Int32" or "System.Int64" => "a whole number",
        "System.Double" => "a number",
        "System.Boolean" => "true or false",
        "System.TimeSpan" => "a time span such as 00:00:30",
        _ => "of the right form; docs/configuration.md shows it",
    };

    [GeneratedRegex(@"configuration value '(?<value>[^']*)' at '(?<key>[^']+)' to type '(?<type>[\w.]+)'")]
    private static partial Regex Unconvertible();
}

/// <summary>A verb cannot do what was asked; the message says why.</summary>
internal sealed class CommandException(string message) : Exception(message);
