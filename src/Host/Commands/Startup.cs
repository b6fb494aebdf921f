using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Host.Composition;
using Parley.Storage;

namespace Parley.Host.Commands;

/// <summary>Finds the sentence in what kept a verb from doing its work.</summary>
internal static class Startup
{
    public static string? Explain(Exception exception) => exception switch
    {
        SettingsException or DataFolderBusyException or MigrationException or StorageSetupException or StorageUnavailableException
            or CommandException or RefusedException or AccountsStartupException => exception.Message,
        OptionsValidationException options => $"A setting cannot be used: {string.Join(" ", options.Failures)}",
        InvalidOperationException when exception.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) =>
            "A setting cannot be used. " + exception.Message,
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => exception.Message + " Choose another with --urls.",
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}

/// <summary>A verb cannot do what was asked; the message says why.</summary>
internal sealed class CommandException(string message) : Exception(message);
