using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>Finds out which model an OpenAI-compatible server has, and what it can do.</summary>
internal sealed partial class OpenAIProvider(OpenAITransport transport, TimeProvider time) : IModelProvider
{
    public const string Name = "openai";
    private const int LongestAnswer = 4 * 1024 * 1024;

    public string Provider => Name;

    public async Task<ProviderConnection?> ConnectAsync(ProviderEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(endpoint.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var listed = await ListAsync(endpoint, both.Token);
            var named = endpoint.Model is { } wanted
                ? listed?.FirstOrDefault(one => one.Id == wanted) ?? new ListedModel(wanted, null, null, null)
                : listed?.FirstOrDefault(one => !NoChat().IsMatch(one.Id)) ?? (listed is [var first, ..] ? first : null);
            return named is null ? null
                : Connect(endpoint, named, await ServerFacts.LookAsync(transport.Http(endpoint.IsOfTenant), endpoint, named, both.Token)) with
                {
                    Listed = listed is null ? null : [.. listed.Select(one => one.Id)],
                };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidDataException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    public ProviderConnection Open(ProviderEndpoint endpoint, KnownModel model) => Connect(
        endpoint, new(model.Name, model.Server, null, null),
        ServerFacts.Of(transport.Http(endpoint.IsOfTenant), endpoint, new(model.Name, model.Server, null, null)), model);

    private ProviderConnection Connect(ProviderEndpoint endpoint, ListedModel model, ServerFacts facts, KnownModel? known = null)
    {
        var options = transport.Options;
        var continues = known?.Abilities?.HasFlag(ModelAbilities.Continue) ?? options.Continue ?? facts.Continues;
        var context = known?.ContextTokens ?? options.ContextTokens ?? facts.ContextTokens;
        var refused = new RefusedParameters();
        var abilities = known?.Abilities ?? ModelAbilities.Chat | ModelAbilities.Tools | ModelAbilities.Json
            | (options.Vision ?? facts.Sees ? ModelAbilities.Vision : 0) | (continues ? ModelAbilities.Continue : 0);
        return new(
            model.Id,
            context,
            Math.Min(context, known?.MaxOutputTokens ?? options.MaxOutputTokens ?? facts.MaxOutputTokens ?? context),
            abilities,
            new OpenAIChatClient(transport, endpoint, model.Id, continues, refused, time))
        {
            Tokenizer = facts.Tokenizer,
            Refused = refused,
            Probe = async stopping => await ConnectAsync(endpoint, stopping) is not null,
            Server = model.OwnedBy,
            Fields = AskedFields.OfTheWire | facts.MoreFields,
            Efforts = AskedFields.Efforts,
        };
    }

    /// <returns>Null when there is no list but the server answers.</returns>
    private async Task<IReadOnlyList<ListedModel>?> ListAsync(ProviderEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, WireAddress.Under(endpoint.BaseUrl, "models"));
        if (endpoint.ApiKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using var response = await transport.Http(endpoint.IsOfTenant).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return ListedModel.Parse(await BoundedJson.ReadAsync(body, LongestAnswer, cancellationToken))
                ?? throw new InvalidDataException("This is no list of models.");
        }

        // A server that has no list, or a key that may not see it, can still answer for a model that is named.
        var mayAnswer = response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Forbidden
            or HttpStatusCode.NotImplemented;
        return endpoint.Model is not null && mayAnswer ? null : throw Faults.FromStatus(response, new(null, null, null, null), time);
    }

    [GeneratedRegex("embed|whisper|tts|dall-e|moderation|rerank|transcribe|image|audio|realtime|davinci|babbage|sora|bge-|e5-", RegexOptions.IgnoreCase)]
    private static partial Regex NoChat();
}
