using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>Embedding models and rerankers of OpenAI-compatible servers, over the connections that chats go over.</summary>
internal sealed class OpenAIEncoders(OpenAITransport transport, TimeProvider time) : IEncoderProvider
{
    public string Provider => OpenAIProvider.Name;

    public IEmbeddingGenerator<string, Embedding<float>> Embedder(EncoderEndpoint endpoint) => new OpenAIEmbeddingGenerator(transport, endpoint, time);

    public IRerankClient Reranker(EncoderEndpoint endpoint, RerankWire wire) => new RerankClient(transport, endpoint, wire, time);
}
