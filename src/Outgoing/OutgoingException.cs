namespace Parley.Outgoing;

/// <summary>
/// A call was not made, or its answer was not taken. Where nobody catches it the edge answers with its <see cref="Refusal"/>, which
/// names no address that a name led to.
/// </summary>
/// <remarks>
/// Codes: <c>address_invalid</c>, <c>address_not_allowed</c>, <c>redirect_not_allowed</c> (422); <c>host_not_found</c>,
/// <c>address_unreachable</c>, <c>too_many_redirects</c>, <c>answer_too_large</c>, <c>answer_too_slow</c>, <c>answer_unreadable</c> (424).
/// </remarks>
public sealed class OutgoingException : HttpRequestException
{
    internal OutgoingException(Refusal refusal)
        : base(refusal.Detail, new RefusedException(refusal)) => Refusal = refusal;

    public Refusal Refusal { get; }
}
