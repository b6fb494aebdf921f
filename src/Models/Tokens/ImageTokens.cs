namespace Parley.Models;

/// <summary>Estimates the tokens of an image, which providers count by its sides.</summary>
/// <remarks>Anthropic counts a token per 750 pixels of an image that is first made to fit 1.15 megapixels; OpenAI's tiles of 512 pixels come to less.</remarks>
public static class ImageTokens
{
    private const int PixelsPerToken = 750;
    private const int Least = 85;
    private const int Most = 1_600;

    /// <param name="width">In pixels; null when unknown.</param>
    public static int Of(int? width, int? height) =>
        width is not { } wide || height is not { } high ? Most : (int)Math.Clamp((long)wide * high / PixelsPerToken, Least, Most);
}
