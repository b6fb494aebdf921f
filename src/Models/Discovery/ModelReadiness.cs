namespace Parley.Models;

/// <summary>What readiness says of models. The extractive model always answers, so nothing here makes a server unready.</summary>
public sealed class ModelReadiness
{
    private readonly ProviderWatch _watch;
    private readonly ModelCatalogue _catalogue;

    internal ModelReadiness(ProviderWatch watch, ModelCatalogue catalogue) => (_watch, _catalogue) = (watch, catalogue);

    /// <summary><c>ok</c>, or a sentence that names no address: that the provider asked for is silent, or that only the extractive model answers.</summary>
    public string Status =>
        !_watch.NamedAnswer ? "A provider that the environment names does not answer."
        : _catalogue.All[0].IsLanguageModel ? "ok"
        : "No language model is connected; the extractive model answers.";

    /// <summary>
    /// Which providers that the environment names do not answer, for the operator: the beginning of their variables' names, such as
    /// <c>OPENAI</c>, and the reason.
    /// </summary>
    public IEnumerable<(string Variables, string Failure)> Failures => _watch.Failures;

    /// <summary>Looks at every place once, where no server does so by itself.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => _watch.LookAsync(cancellationToken);
}
