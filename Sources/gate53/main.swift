print("gate53")
