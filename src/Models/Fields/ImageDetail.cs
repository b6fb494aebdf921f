using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>How closely an image of a message is looked at; it stands with the image.</summary>
public static class ImageDetail
{
    /// <summary>Where it stands in <see cref="AIContent.AdditionalProperties"/>.</summary>
    public const string Key = "detail";

    /// <param name="detail"><c>low</c> or <c>high</c>; null leaves it to the model.</param>
    public static T WithDetail<T>(this T image, string? detail)
        where T : AIContent
    {
        if (detail is not null)
        {
            (image.AdditionalProperties ??= [])[Key] = detail;
        }

        return image;
    }
}
