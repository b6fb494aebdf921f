using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>What the labels of others mean in ours. A label that would not be said of all its texts is left out.</summary>
internal static class Mapping
{
    private static readonly Dictionary<string, string> ClincTasks = Of(
        (Tasks.Finance,
            """
            transfer transactions balance freeze_account pay_bill bill_balance bill_due interest_rate routing min_payment order_checks pin_change report_fraud
            account_blocked spending_history credit_score report_lost_card credit_limit rewards_balance new_card application_status card_declined
            international_fees apr redeem_rewards credit_limit_change damaged_card replacement_card_duration improve_credit_score expiration_date
            taxes income w2 rollover_401k payday direct_deposit exchange_rate
            """),
        (Tasks.Translation, "translate"),
        (Tasks.Math, "calculator measurement_conversion"),
        (Tasks.Chitchat,
            """
            greeting goodbye thank_you tell_joke are_you_a_bot who_made_you who_do_you_work_for do_you_have_pets what_are_your_hobbies where_are_you_from
            how_old_are_you what_is_your_name what_can_i_ask_you meaning_of_life fun_fact yes no maybe
            """),
        (Tasks.Question,
            """
            definition weather vaccines travel_suggestion plug_type international_visa carry_on nutrition_info calories cook_time food_last
            ingredient_substitution ingredients_list recipe restaurant_reviews restaurant_suggestion how_busy accept_reservations meal_suggestion
            jump_start oil_change_how tire_change tire_pressure mpg gas_type distance directions traffic time date timezone next_holiday spelling travel_alert
            """),
        (Tasks.Support,
            """
            book_flight book_hotel car_rental cancel_reservation restaurant_reservation confirm_reservation flight_status lost_luggage travel_notification
            order order_status shopping_list shopping_list_update todo_list todo_list_update reminder reminder_update calendar calendar_update alarm timer
            make_call text play_music next_song update_playlist smart_home change_volume change_accent change_speed change_language change_user_name
            change_ai_name whisper_mode reset_settings sync_device find_phone share_location uber schedule_meeting meeting_schedule schedule_maintenance
            pto_request pto_request_status pto_balance pto_used insurance_change
            """));

    private static readonly Dictionary<string, string> HwuTasks = Of(
        (Tasks.Math, "qa_maths"),
        (Tasks.Finance, "qa_stock qa_currency"),
        (Tasks.Chitchat, "general_joke general_praise general_affirm general_negate general_dontcare"),
        (Tasks.Question,
            """
            qa_definition qa_factoid weather_query news_query recommendation_events recommendation_locations recommendation_movies cooking_recipe
            datetime_query transport_traffic
            """),
        (Tasks.Support,
            """
            alarm_query alarm_remove alarm_set audio_volume_down audio_volume_mute audio_volume_up calendar_query calendar_remove calendar_set email_addcontact
            email_query email_querycontact iot_cleaning iot_coffee iot_hue_lightchange iot_hue_lightdim iot_hue_lightoff iot_hue_lighton
            iot_hue_lightup iot_wemo_off iot_wemo_on lists_createoradd lists_query lists_remove music_settings play_audiobook play_game play_music
            play_podcasts play_radio takeaway_order takeaway_query transport_taxi transport_ticket
            """));

    private static readonly Dictionary<string, string> ClincIntents = Of(
        (Intents.Chitchat,
            """
            who_made_you meaning_of_life who_do_you_work_for do_you_have_pets what_are_your_hobbies fun_fact what_is_your_name where_are_you_from goodbye
            thank_you greeting tell_joke are_you_a_bot how_old_are_you what_can_i_ask_you yes no maybe
            """),
        (Intents.Transaction,
            """
            transfer pay_bill order_checks freeze_account pin_change report_lost_card report_fraud new_card redeem_rewards credit_limit_change book_flight
            book_hotel car_rental cancel_reservation restaurant_reservation schedule_meeting schedule_maintenance order pto_request uber rollover_401k
            direct_deposit alarm timer reminder_update shopping_list_update todo_list_update calendar_update smart_home change_volume play_music make_call
            """),
        (Intents.Question,
            """
            interest_rate apr balance bill_due bill_balance min_payment routing expiration_date rewards_balance exchange_rate international_visa vaccines
            travel_suggestion international_fees credit_limit credit_score improve_credit_score replacement_card_duration application_status
            spending_history transactions order_status pto_balance payday insurance w2 taxes income flight_status carry_on plug_type time weather
            definition nutrition_info calories restaurant_reviews accept_reservations how_busy gas_type tire_pressure mpg next_holiday
            pto_request_status meeting_schedule translate calculator measurement_conversion recipe
            """));

    private static readonly Dictionary<string, string> HwuIntents = Of(
        (Intents.Question, "qa_maths qa_stock qa_currency qa_definition qa_factoid weather_query news_query recommendation_locations cooking_recipe datetime_query"),
        (Intents.Transaction, "alarm_set alarm_remove audio_volume_up audio_volume_down calendar_set calendar_remove email_sendemail iot_hue_lightoff iot_coffee lists_remove takeaway_order transport_taxi"),
        (Intents.Chitchat, "general_joke general_praise"));

    private static readonly Dictionary<string, string> BankingIntents = Of(
        (Intents.Question,
            """
            age_limit exchange_rate country_support supported_cards_and_currencies card_delivery_estimate fiat_currency_support transfer_timing
            visa_or_mastercard top_up_limits disposable_card_limits atm_support why_verify_identity apple_pay_or_google_pay
            """),
        (Intents.Transaction, "terminate_account cancel_transfer order_physical_card edit_personal_details"),
        (Intents.Complaint, "wrong_amount_of_cash_received transaction_charged_twice extra_charge_on_statement"));

    private static readonly Dictionary<string, string> BitextIntents = Of(
        (Intents.Complaint, "complaint"),
        (Intents.Transaction,
            """
            place_order cancel_order change_order get_refund change_shipping_address set_up_shipping_address create_account delete_account switch_account
            edit_account newsletter_subscription
            """),
        (Intents.Question, "check_cancellation_fee check_payment_methods check_refund_policy delivery_options delivery_period track_order track_refund check_invoice"));

    public static (string? Intent, string? Task) Of(string set, string label) => set switch
    {
        "clinc150" => (ClincIntents.GetValueOrDefault(label), ClincTasks.GetValueOrDefault(label)),
        "hwu64" => (HwuIntents.GetValueOrDefault(label), HwuTasks.GetValueOrDefault(label)),
        "banking77" => (BankingIntents.GetValueOrDefault(label), Tasks.Finance),
        "bitext-support" => (BitextIntents.GetValueOrDefault(label), Tasks.Support),
        "snips" => (null, label switch
        {
            "GetWeather" => Tasks.Question,
            "AddToPlaylist" or "BookRestaurant" or "PlayMusic" or "RateBook" => Tasks.Support,
            _ => null,
        }),
        _ => throw new ArgumentException($"No mapping for {set}.", nameof(set)),
    };

    private static Dictionary<string, string> Of(params (string Ours, string Theirs)[] lists) => lists
        .SelectMany(list => list.Theirs.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), (list, label) => (list.Ours, label))
        .ToDictionary(pair => pair.label, pair => pair.Ours);
}
