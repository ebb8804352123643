namespace SegmentationService.Core.Segmentation;

/// <summary>What marketers call customers by how recently, how often and for how much they buy (RFM; Hughes 1994, Strategic Database Marketing).</summary>
internal enum Archetype
{
    /// <summary>They buy often, for much, and still do.</summary>
    Champions,

    /// <summary>They buy, and have not been customers for long.</summary>
    NewCustomers,

    /// <summary>They still buy, more than others.</summary>
    Loyal,

    /// <summary>They still buy, little so far, and have not been customers for long.</summary>
    Promising,

    /// <summary>They still buy, little although they have long been customers.</summary>
    RecentSmall,

    /// <summary>They bought more than others, and less recently.</summary>
    AtRisk,

    /// <summary>They bought more than nearly all, and not for long.</summary>
    CantLoseThem,

    /// <summary>They bought somewhat more than others, and less recently.</summary>
    NeedAttention,

    /// <summary>They bought little, and less recently than others.</summary>
    Hibernating,

    /// <summary>They bought little, and not for long.</summary>
    Lost,
}
