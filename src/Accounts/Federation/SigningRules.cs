using Microsoft.IdentityModel.Tokens;

namespace Parley.Accounts;

/// <summary>Which keys and algorithms of providers count.</summary>
internal static class SigningRules
{
    private const int ShortestRsa = 2048;

    public static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    public static bool IsOfUse(JsonWebKey key) =>
        key.Use is null or "" or "sig" && (FitsAlgorithm(key, SecurityAlgorithms.RsaSha256) || FitsAlgorithm(key, SecurityAlgorithms.EcdsaSha256));

    /// <summary>A key signs by one algorithm: its kind says which, and the token must name that one.</summary>
    public static bool FitsAlgorithm(JsonWebKey key, string algorithm) => (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm) && algorithm switch
    {
        SecurityAlgorithms.RsaSha256 => key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key is { N: not null, E: not null } && SizeOf(key) >= ShortestRsa,
        SecurityAlgorithms.EcdsaSha256 => key is { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: "P-256", X: not null, Y: not null },
        _ => false,
    };

    private static int SizeOf(JsonWebKey key)
    {
        try
        {
            return key.KeySize;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return 0;
        }
    }
}
