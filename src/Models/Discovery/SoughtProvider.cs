using Microsoft.Extensions.Logging;

namespace Parley.Models;

/// <summary>One place that is looked at again and again, and what was found there last.</summary>
/// <param name="named">What the names of the variables begin with that name it; null when nobody did.</param>
internal sealed class SoughtProvider(IModelProvider provider, ProviderEndpoint endpoint, string? named, DeploymentFactory factory, ILogger logger)
{
    /// <summary>A server that is busy may miss one look.</summary>
    private const int MostMisses = 2;

    private static readonly TimeSpan PatienceWithKnown = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, string> _names = [];
    private int _misses;

    public string? Named => named;

    public Deployment? Found { get; private set; }

    /// <summary>Why nothing answers at a place that the environment names; null when all is well, or nobody named it.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether it answered, and takes nothing from us: then nothing is to be waited for.</summary>
    public bool Refuses { get; private set; }

    /// <param name="nameFor">Gives a model a name that no other deployment has.</param>
    public async Task LookAsync(Func<string, string> nameFor, CancellationToken cancellationToken)
    {
        var (connection, failure) = await ConnectAsync(cancellationToken);
        Refuses = failure?.Kind is ProviderFailure.Unauthorized or ProviderFailure.OutOfQuota;
        if (connection is null)
        {
            Miss(failure?.Message ?? "Nobody listens there, or it is no provider.");
            return;
        }

        (_misses, Failure) = (0, null);
        if (Found is { } known && known.Model == connection.Model && known.ContextTokens == connection.ContextTokens && known.Abilities == connection.Abilities)
        {
            return;
        }

        Found = factory.Make(provider.Provider, NameOf(connection.Model, nameFor), connection);
        logger.ModelFound(Found.Name, endpoint, Found.ContextTokens, Found.Abilities);
    }

    private async Task<(ProviderConnection? Connection, ProviderException? Failure)> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            var patient = Found is null || endpoint.Timeout > PatienceWithKnown ? endpoint : endpoint with { Timeout = PatienceWithKnown };
            return (await provider.ConnectAsync(patient, cancellationToken), null);
        }
        catch (ProviderException exception)
        {
            return (null, exception);
        }
    }

    private void Miss(string failure)
    {
        if (named is not null)
        {
            // What was asked for by name stays: its calls then fail with the provider's own reason.
            if (Failure is null)
            {
                logger.ProviderSilent(endpoint, failure);
            }

            Failure = failure;
            return;
        }

        if (Found is { } known && ++_misses >= MostMisses)
        {
            logger.ModelGone(known.Name, endpoint);
            (Found, _misses) = (null, 0);
        }
    }

    /// <summary>A model that went and comes back has its old name.</summary>
    private string NameOf(string model, Func<string, string> nameFor)
    {
        if (!_names.TryGetValue(model, out var name))
        {
            _names[model] = name = nameFor(model);
        }

        return name;
    }
}
