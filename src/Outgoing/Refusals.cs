using System.Net;

namespace Parley.Outgoing;

/// <summary>The sentences for calls that are not made and answers that are not taken.</summary>
internal static class Refusals
{
    public static Refusal NoAddress { get; } = new(
        422, "address_invalid", "This is no address that can be called; write it like https://example.com/path, without a user name or password.");

    public static Refusal LeadsNowhere { get; } = new(
        422, "address_not_allowed", "The address is one that nothing may be fetched from: it is reserved, multicast or a machine's metadata.");

    public static Refusal LeadsInside { get; } = new(
        422,
        "address_not_allowed",
        "The address leads into a private network or to the server itself. The operator can allow that with Parley__Http__AllowPrivateAddresses.");

    public static Refusal HostNotFound { get; } = new(424, "host_not_found", "There is no host of that name, or its name server does not answer.");

    public static Refusal Unreachable { get; } = new(424, "address_unreachable", "The address does not answer, or the connection to it broke.");

    public static Refusal Unreadable { get; } = new(424, "answer_unreadable", "The address answered in a packing that cannot be read.");

    public static Refusal Downgrade { get; } = new(422, "redirect_not_allowed", "The address redirects from https to http, which would show the call to everybody on the way.");

    public static Refusal BodyElsewhere { get; } = new(
        422, "redirect_not_allowed", "The address redirects a call with a body to another host, which was not meant to see it.");

    public static Refusal TooManyRedirects(int most) => new(424, "too_many_redirects", $"The address redirects more than {most} times.");

    public static Refusal TooLarge(long most) => new(424, "answer_too_large", $"The answer of the address is larger than {most} bytes.");

    public static Refusal TooSlow(TimeSpan most) => new(424, "answer_too_slow", $"The address did not answer within {most.TotalSeconds:0.###} seconds.");

    /// <returns>Null when a call may go there.</returns>
    public static Refusal? Of(IPAddress address, bool allowPrivate) => AddressKinds.Of(address) switch
    {
        AddressKind.Public => null,
        AddressKind.Metadata or AddressKind.Reserved => LeadsNowhere,
        _ => allowPrivate ? null : LeadsInside,
    };
}
